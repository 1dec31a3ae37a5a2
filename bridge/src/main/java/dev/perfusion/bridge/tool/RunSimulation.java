package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.task.Tasks;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import java.util.List;
import java.util.Optional;

/** Tool {@code run_simulation}. */
public final class RunSimulation
    implements Tool<RunSimulation.Request, RunSimulation.Response>,
        JobTool<RunSimulation.Response> {
  private static final int SUMMARISED = 20;

  private final SessionRegistry sessions;
  private final JobService jobs;
  private final ResultStore results;
  private final Tasks tasks;

  /** The tool on its services. */
  public RunSimulation(
      SessionRegistry sessions, JobService jobs, ResultStore results, Tasks tasks) {
    this.sessions = sessions;
    this.jobs = jobs;
    this.results = results;
    this.tasks = tasks;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "run_simulation",
        "Run a simulation",
        "Runs the simulation as a job with the values set so far. A run that ends within waitMs is"
            + " answered with its summary; else poll get_job_status. Then get_results.",
        ToolSpec.WRITERS,
        true,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    JobRequest wanted =
        new JobRequest(
            JobRequest.SIMULATION,
            request.simulationId(),
            runId(request.runId()),
            Optional.ofNullable(request.timeoutSeconds()),
            Optional.ofNullable(request.maxRetries()),
            JobCalls.key(context, request.idempotencyKey()),
            request.fingerprint());
    return describe(
        JobCalls.submit(
            jobs,
            wanted,
            () -> tasks.simulation(sessions.get(request.simulationId())),
            request.waitMs(),
            context));
  }

  private static Optional<String> runId(String given) {
    if (given != null && given.isBlank()) {
      throw BridgeException.invalid(
          "runId", "runId = \"" + given + "\": is blank", "leave it out for a new id");
    }
    return Optional.ofNullable(given).map(String::strip);
  }

  @Override
  public void check(Request request) {
    runId(request.runId());
    try {
      // Stops after the first step: the model compiles, its initial values and rates make sense.
      sessions.get(request.simulationId()).prepare().run().execute((time, end) -> time <= 0);
    } catch (SimulationStoppedException e) {
      return;
    } catch (SimulationFailedException e) {
      throw BridgeException.invalid(
          "simulationId",
          "the run would fail: " + e.getMessage(),
          e.paths().isEmpty() ? null : "look at " + e.paths().get(0));
    }
  }

  @Override
  public String jobType() {
    return JobRequest.SIMULATION;
  }

  @Override
  public Response describe(JobRecord job) {
    List<SeriesSummary> summary =
        job.state() == JobState.SUCCEEDED
                && results.find(job.resultsId()).orElse(null) instanceof StoredRun run
            ? SeriesSummary.of(run.results(), SUMMARISED)
            : null;
    return new Response(
        job.jobId(),
        job.simulationId(),
        job.state().wireName(),
        JobStatus.epoch(job.submittedAt()),
        job.attempts(),
        job.maxRetries(),
        job.timeoutSeconds(),
        job.progressPercent(),
        job.resultsId(),
        JobStatus.Failure.of(job.error()),
        summary);
  }

  @Override
  public String text(Response response) {
    String start = "Job " + response.jobId() + " is " + response.status();
    if (response.error() != null) {
      return start + ": " + response.error().message();
    }
    if (response.summary() == null) {
      return start
          + ". Call get_job_status with this jobId until the status is succeeded, failed, cancelled"
          + " or timeout; cancel_job stops it.";
    }
    StringBuilder text = new StringBuilder(start);
    text.append(". Call get_results with resultsId ").append(response.resultsId());
    text.append(" for the time courses.");
    response.summary().forEach(series -> text.append('\n').append(series.text()));
    return text.toString();
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
              maximum = 86400,
              unit = "s")
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
              maxLength = JobCalls.MAX_KEY)
          String idempotencyKey,
      @Field(
              value =
                  "How long to wait for the end of the run before answering; default 2000 on MCP",
              optional = true,
              minimum = 0,
              maximum = JobCalls.MAX_WAIT_MS,
              unit = "ms")
          Integer waitMs)
      implements ToolRequest<Response> {
    /** A run with the limits of the server. */
    public static Request of(String simulationId) {
      return new Request(simulationId, null, null, null, null, null);
    }

    /** A run with the limits of the server, answered when it has ended, at most after 10 min. */
    public static Request andWait(String simulationId) {
      return new Request(simulationId, null, null, null, null, JobCalls.MAX_WAIT_MS);
    }

    private String fingerprint() {
      return String.join("\n", simulationId, "" + runId, "" + timeoutSeconds, "" + maxRetries);
    }
  }

  /**
   * Answer.
   *
   * @param resultsId what get_results wants; null unless succeeded
   * @param summary the first outputs; null unless succeeded
   */
  public record Response(
      String jobId,
      String simulationId,
      String status,
      @Field(epochSeconds = true) double queuedAt,
      int attempts,
      int maxRetries,
      double timeoutSeconds,
      double progress,
      @Field(optional = true) String resultsId,
      @Field(optional = true, brief = true) JobStatus.Failure error,
      @Field(optional = true) List<SeriesSummary> summary)
      implements JobAnswer {}
}
