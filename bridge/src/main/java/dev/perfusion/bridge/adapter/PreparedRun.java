package dev.perfusion.bridge.adapter;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;

/** A run whose values are fixed. */
@FunctionalInterface
public interface PreparedRun {
  /**
   * Integrates to the end; every call integrates anew.
   *
   * @param control asked at each internal step where the engine allows, else often enough to stop
   *     within 50 ms; on the calling thread
   * @throws dev.perfusion.engine.SimulationFailedException the end cannot be reached
   * @throws dev.perfusion.engine.SimulationStoppedException the control stopped it
   * @throws dev.perfusion.bridge.error.BridgeException the engine itself failed
   */
  Results execute(RunControl control);
}
