package dev.perfusion.benchmarks.path;

import java.util.Set;

/**
 * A job as get_job_status shows it.
 *
 * @param jobId id
 * @param status queued, running, succeeded, failed, cancelled or timeout
 * @param queueWaitMs submission to start, as the bridge measured it; NaN before the start
 * @param executionMs start to end, as the bridge measured it; NaN before the end
 * @param resultsId result, null unless the job succeeded
 */
public record JobView(
    String jobId, String status, double queueWaitMs, double executionMs, String resultsId) {
  private static final Set<String> TERMINAL = Set.of("succeeded", "failed", "cancelled", "timeout");

  /** Whether a worker has taken the job. */
  public boolean started() {
    return !"queued".equals(status);
  }

  /** Whether the job is over. */
  public boolean ended() {
    return TERMINAL.contains(status);
  }

  /** Whether the job is over and has a result. */
  public boolean succeeded() {
    return "succeeded".equals(status);
  }
}
