package dev.perfusion.bridge.job;

import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.Results;

/** Told of each change of state, in order, on the thread that made it. Must be quick. */
@FunctionalInterface
public interface JobListener {
  /** The job as it is after the change. */
  void changed(JobRecord job);

  /** A run of a job came to its end; on any thread. */
  default void ran(Results results) {}

  /** An attempt gave results, which are stored by now. */
  default void produced(StoredResult result) {}

  /** A job was forgotten, and its results with it. */
  default void forgotten(String resultsId) {}
}
