package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.PopulationRunner;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.SimulationRun;
import java.nio.file.Path;
import java.time.Clock;

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

  /** Whether it can run populations. */
  boolean runsPopulations();

  /**
   * Makes sure that it can run populations.
   *
   * @throws BridgeException {@code EnvironmentMissing}: it cannot; which adapters can
   */
  default void requirePopulations() {
    if (!runsPopulations()) {
      throw new BridgeException(
          ErrorCode.ENVIRONMENT_MISSING,
          "the adapter "
              + name()
              + " ("
              + health().engine()
              + ") runs no populations, our own engine does: start the server with"
              + " ADAPTER_BACKEND=inprocess, or with ADAPTER_BACKEND=subprocess and"
              + " ADAPTER_WORKER_ENGINE=inprocess");
    }
  }

  /**
   * The same plan, known to fit its model.
   *
   * @throws BridgeException {@code InvalidInput} when workload, file or an output does not fit the
   *     model; {@code Conflict} when a file has changed; as {@link #open} and {@link
   *     #requirePopulations}
   */
  default PopulationPlan checked(PopulationPlan plan) {
    requirePopulations();
    return plan.checked(plan.recipe().open(this).engineRun());
  }

  /**
   * Runs a population into a folder, or goes on with what is there. Whatever adapter does it, and
   * however often it was interrupted, the chunks and tables have the same bytes.
   *
   * @param threads runs at the same time
   * @param control asked often enough to stop within 50 ms
   * @return what is in the folder then
   * @throws dev.perfusion.engine.SimulationStoppedException it was stopped before anything was
   *     stored
   * @throws BridgeException as {@link #checked}; {@code InternalError}: the folder cannot be read
   *     or written; {@code InteropError}: processes that died; what is stored stays
   */
  default Manifest runPopulation(
      PopulationPlan plan, Path folder, int threads, PopulationControl control) {
    requirePopulations();
    SimulationRun base = plan.recipe().open(this).engineRun();
    try {
      return new PopulationRunner(plan.request(folder, base, threads), Clock.systemUTC())
          .run(control);
    } catch (StoreException e) {
      throw new BridgeException(ErrorCode.INTERNAL_ERROR, e.getMessage());
    }
  }

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
