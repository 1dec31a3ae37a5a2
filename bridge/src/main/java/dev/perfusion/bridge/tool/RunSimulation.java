package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import java.util.Optional;

/** Tool {@code run_simulation}. */
public final class RunSimulation implements Tool<RunSimulation.Request, RunSimulation.Response> {
  private static final int MAX_KEY = 256;

  private final SessionRegistry sessions;
  private final JobService jobs;

  /** The tool on its services. */
  public RunSimulation(SessionRegistry sessions, JobService jobs) {
    this.sessions = sessions;
    this.jobs = jobs;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "run_simulation",
        "Run a simulation",
        "Submits a run with the values set so far and answers at once with a jobId. Poll"
            + " get_job_status until the status is final, then get_results.",
        ToolSpec.WRITERS,
        true,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    Optional<String> key = context.idempotencyKey().or(() -> optional(request.idempotencyKey()));
    key.filter(text -> text.length() > MAX_KEY).ifPresent(RunSimulation::refuseKey);
    JobRecord job =
        jobs.submit(
            new JobRequest(
                session.simulationId(),
                optional(request.runId()),
                optional(request.timeoutSeconds()),
                optional(request.maxRetries()),
                key),
            session::prepare);
    return new Response(
        job.jobId(),
        job.simulationId(),
        job.state().wireName(),
        JobStatus.epoch(job.submittedAt()),
        job.attempts(),
        job.maxRetries(),
        job.timeoutSeconds());
  }

  private static void refuseKey(String key) {
    throw BridgeException.invalid(
        "idempotencyKey",
        "the idempotency key has " + key.length() + " characters; allowed are 1 to " + MAX_KEY,
        "take a shorter key");
  }

  private static <T> Optional<T> optional(T value) {
    return Optional.ofNullable(value);
  }

  @Override
  public String text(Response response) {
    return "Job "
        + response.jobId()
        + " is "
        + response.status()
        + ". Call get_job_status with this jobId until the status is succeeded, failed, cancelled"
        + " or timeout.";
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(
              value = "Id of the results; default: a new one",
              optional = true,
              minLength = 1,
              maxLength = 128)
          String runId,
      @Field(
              value = "Limit of one run in seconds; default: that of the server",
              optional = true,
              minimum = 0.001,
              maximum = 86400)
          Double timeoutSeconds,
      @Field(
              value = "Further attempts after an engine fault; default: that of the server",
              optional = true,
              minimum = 0,
              maximum = 10)
          Integer maxRetries,
      @Field(
              value = "Equal keys with equal arguments give the same job",
              optional = true,
              minLength = 1,
              maxLength = MAX_KEY)
          String idempotencyKey)
      implements ToolRequest<Response> {
    /** A run with the limits of the server. */
    public static Request of(String simulationId) {
      return new Request(simulationId, null, null, null, null);
    }
  }

  /** Answer. */
  public record Response(
      String jobId,
      String simulationId,
      String status,
      @Field(epochSeconds = true) double queuedAt,
      int attempts,
      int maxRetries,
      double timeoutSeconds) {}
}
