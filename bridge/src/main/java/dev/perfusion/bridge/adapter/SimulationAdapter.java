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
   * @param cancellation ends a load that takes long
   * @throws BridgeException {@code InvalidInput} when the file is not a model: file, element,
   *     reason; {@code Timeout} when the load takes too long; {@code Unavailable} when it was
   *     cancelled
   */
  AdapterSession open(ModelSource source, Cancellation cancellation);

  /** Loads a model whose caller does not give up. */
  default AdapterSession open(ModelSource source) {
    return open(source, Cancellation.NEVER);
  }

  /** Forgets compiled models, so that the next load reads and compiles anew. */
  void clearModelCache();

  @Override
  void close();
}
