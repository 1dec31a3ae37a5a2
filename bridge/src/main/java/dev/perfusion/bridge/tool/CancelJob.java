package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;

/** Tool {@code cancel_job}. */
public final class CancelJob implements Tool<CancelJob.Request, CancelJob.Response> {
  /** The solver looks at its control far more often than this. */
  private static final int REACTION_MS = 100;

  private final JobService jobs;

  /** The tool on its services. */
  public CancelJob(JobService jobs) {
    this.jobs = jobs;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "cancel_job",
        "Stop a job",
        "Stops a waiting or running job within 50 ms and frees its worker. A finished job stays as"
            + " it is.",
        ToolSpec.WRITERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    jobs.cancel(request.jobId());
    JobRecord job = jobs.await(request.jobId(), REACTION_MS);
    return new Response(job.jobId(), job.state().wireName(), job.cancelRequested());
  }

  @Override
  public String text(Response response) {
    return "Job " + response.jobId() + " is " + response.status() + ".";
  }

  /** Arguments. */
  public record Request(
      @Field(value = "jobId of the job to stop", minLength = 1, maxLength = 64) String jobId)
      implements ToolRequest<Response> {}

  /**
   * Answer.
   *
   * @param status final state, or {@code running} when the engine has not reacted yet
   */
  public record Response(String jobId, String status, boolean cancelRequested) {}
}
