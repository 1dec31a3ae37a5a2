package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;

/**
 * An engine that loads and runs models: in this JVM, in other processes, native. Safe for use by
 * many threads.
 *
 * <p>An adapter keeps no sessions: an {@link AdapterSession} is a model and the values that differ
 * from its file, and lives on the side of the caller. What an adapter holds beyond that (compiled
 * models, loaded ones in other processes) it can make again from the two at any time, so that
 * nothing has to be closed, a process may die between two calls, and what is not used for long may
 * be dropped.
 */
public interface SimulationAdapter extends AutoCloseable {
  /** Kind of adapter, for example {@code inprocess}. */
  String name();

  /** Whether it can work. Quick: asked for by every {@code /health}. */
  AdapterHealth health();

  /** Whether {@link AdapterSession#engineRun} gives runs, which populations need. */
  boolean runsPopulations();

  /**
   * Loads a model with all values as in the file.
   *
   * @param cancellation ends a load that takes long
   * @throws BridgeException {@code InvalidInput} when the file is not a model: file, element,
   *     reason; {@code Timeout} when the load takes too long; {@code Unavailable} when it was
   *     cancelled; {@code EnvironmentMissing} when the adapter cannot work here; {@code
   *     InteropError} when the engine behind it broke
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
