package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobWork;

/** Tool {@code get_job_status}. */
public final class GetJobStatus implements Tool<GetJobStatus.Request, GetJobStatus.Response> {
  private static final double NANOS_PER_MS = 1e6;

  private final JobService jobs;

  /** The tool on its services. */
  public GetJobStatus(JobService jobs) {
    this.jobs = jobs;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "get_job_status",
        "Look at a job",
        "Tells where a job stands: queued, running, succeeded, failed, cancelled or timeout. When"
            + " it succeeded, resultHandle.resultsId is what get_results wants.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    JobRecord job = jobs.get(request.jobId());
    JobStatus nested = JobStatus.of(job);
    return new Response(
        nested.jobId(),
        job.simulationId(),
        nested.status(),
        nested.submittedAt(),
        nested.startedAt(),
        nested.finishedAt(),
        nested.attempts(),
        nested.maxRetries(),
        nested.timeoutSeconds(),
        nested.cancelRequested(),
        job.progressPercent(),
        job.work(),
        milliseconds(job.queueWaitNanos()),
        milliseconds(job.executionNanos()),
        job.resultsId() == null ? null : new ResultHandle(job.resultsId()),
        nested.error(),
        nested);
  }

  private static Double milliseconds(Long nanos) {
    return nanos == null ? null : Double.valueOf(nanos / NANOS_PER_MS);
  }

  @Override
  public String text(Response response) {
    String start = "Job " + response.jobId() + " is " + response.status();
    if (response.resultHandle() != null) {
      return start
          + " after "
          + response.executionMs()
          + " ms. Call "
          + (response.work() == null ? "get_results" : "get_population_results")
          + " with resultsId "
          + response.resultHandle().resultsId()
          + ".";
    }
    return response.error() != null
        ? start + ": " + response.error().message()
        : start
            + ", "
            + (response.work() == null
                ? response.progress() + " % done."
                : response.work().text() + ".");
  }

  /** Arguments. */
  public record Request(
      @Field(value = "jobId of run_simulation", minLength = 1, maxLength = 64) String jobId)
      implements ToolRequest<Response> {}

  /**
   * Answer: flat, and once more as {@code job} for clients of the older shape.
   *
   * @param progress percent of simulated time, or of subjects, reached
   * @param work of a population: {@code subjects done failedRuns perSecond secondsLeft}
   * @param queueWaitMs from acceptance to the start of work
   * @param executionMs from the start of work to the end
   */
  public record Response(
      String jobId,
      String simulationId,
      String status,
      @Field(epochSeconds = true) double submittedAt,
      @Field(optional = true, epochSeconds = true) Double startedAt,
      @Field(optional = true, epochSeconds = true) Double finishedAt,
      int attempts,
      int maxRetries,
      double timeoutSeconds,
      boolean cancelRequested,
      double progress,
      @Field(optional = true, brief = true) JobWork work,
      @Field(optional = true) Double queueWaitMs,
      @Field(optional = true) Double executionMs,
      @Field(optional = true) ResultHandle resultHandle,
      @Field(optional = true) JobStatus.Failure error,
      @Field(brief = true) JobStatus job) {}

  /** Where the result is. */
  public record ResultHandle(String resultsId) {}
}
