package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.job.JobRecord;

/**
 * A tool whose work goes on as a job after its answer.
 *
 * @param <R> the answer
 */
public interface JobTool<R extends Record & JobAnswer> {
  /** Type of its jobs. */
  String jobType();

  /** The answer as it would be now. */
  R describe(JobRecord job);
}
