package dev.perfusion.bridge.job;

import dev.perfusion.bridge.result.StoredResult;
import tools.jackson.databind.JsonNode;

/** What a job does. May be run several times, each time anew. */
public interface JobTask {
  /**
   * Works to the end.
   *
   * @param resultsId id that the result takes
   * @throws dev.perfusion.engine.SimulationFailedException the end cannot be reached
   * @throws dev.perfusion.engine.SimulationStoppedException the control stopped it
   * @throws dev.perfusion.bridge.error.BridgeException the engine itself failed
   */
  StoredResult run(String resultsId, JobControl control);

  /**
   * True when the task will probably take a few milliseconds: whoever waits for it may work itself.
   */
  default boolean brief() {
    return false;
  }

  /** All that {@link Restorer#restore} needs to make an equal task in another process. */
  JsonNode description();

  /** Makes tasks again that were accepted before a restart. */
  @FunctionalInterface
  interface Restorer {
    /**
     * A task like the one described: the same values, hence the same result.
     *
     * @param type {@link JobRequest#type()}
     * @throws dev.perfusion.bridge.error.BridgeException it cannot be made any more; the job fails
     *     with this reason
     */
    JobTask restore(String type, String simulationId, JsonNode description);
  }
}
