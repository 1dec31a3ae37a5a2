package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;

/** An engine that loads models. Safe for use by many threads. */
public interface SimulationAdapter extends AutoCloseable {
  /** Kind of adapter, for example {@code inprocess}. */
  String name();

  /** Whether it can work. */
  AdapterHealth health();

  /**
   * Loads a model with all values as in the file.
   *
   * @throws BridgeException {@code InvalidInput} when the file is not a model: file, element,
   *     reason
   */
  AdapterSession open(ModelSource source);

  /** Forgets compiled models, so that the next load reads and compiles anew. */
  void clearModelCache();

  @Override
  void close();
}
