package dev.perfusion.bridge.adapter;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;

/** A run whose values are fixed. */
@FunctionalInterface
public interface PreparedRun {
  /**
   * Integrates to the end; every call integrates anew.
   *
   * @throws dev.perfusion.engine.SimulationFailedException the end cannot be reached
   * @throws dev.perfusion.engine.SimulationStoppedException the control stopped it
   * @throws dev.perfusion.bridge.error.BridgeException the engine itself failed
   */
  Results execute(RunControl control);
}
