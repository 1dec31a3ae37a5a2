package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.job.JobError;
import dev.perfusion.bridge.job.JobRecord;
import java.time.Instant;
import java.util.List;

/**
 * A job as the nested {@code job} of get_job_status shows it; times are seconds since 1970.
 *
 * @param resultId where the result is; null unless it succeeded
 * @param externalJobId id in a foreign queue; always null here
 */
public record JobStatus(
    String jobId,
    String status,
    @Field(epochSeconds = true) double submittedAt,
    @Field(optional = true, epochSeconds = true) Double startedAt,
    @Field(optional = true, epochSeconds = true) Double finishedAt,
    int attempts,
    int maxRetries,
    double timeoutSeconds,
    boolean cancelRequested,
    @Field(optional = true) String resultId,
    @Field(optional = true) Failure error,
    @Field(optional = true) String externalJobId) {
  private static final double NANOS_PER_SECOND = 1e9;

  static JobStatus of(JobRecord job) {
    return new JobStatus(
        job.jobId(),
        job.state().wireName(),
        epoch(job.submittedAt()),
        epoch(job.startedAt()),
        epoch(job.finishedAt()),
        job.attempts(),
        job.maxRetries(),
        job.timeoutSeconds(),
        job.cancelRequested(),
        job.resultsId(),
        Failure.of(job.error()),
        null);
  }

  /** Seconds since 1970 UTC, exact to a microsecond; null for null. */
  static Double epoch(Instant instant) {
    return instant == null
        ? null
        : Double.valueOf(instant.getEpochSecond() + instant.getNano() / NANOS_PER_SECOND);
  }

  /**
   * Why a job did not succeed.
   *
   * @param time simulated time reached (min)
   * @param states full paths of the quantities to blame, worst first
   */
  public record Failure(
      String message, String code, @Field(optional = true) Double time, List<String> states) {
    static Failure of(JobError error) {
      return error == null
          ? null
          : new Failure(error.message(), error.code(), error.time(), error.states());
    }
  }
}
