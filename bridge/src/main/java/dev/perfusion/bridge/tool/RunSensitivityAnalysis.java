package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.task.SensitivityPlan;
import dev.perfusion.bridge.task.SensitivityTask;
import dev.perfusion.bridge.task.Tasks;
import dev.perfusion.engine.QuantityInfo;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool {@code run_sensitivity_analysis}. */
public final class RunSensitivityAnalysis
    implements Tool<RunSensitivityAnalysis.Request, RunSensitivityAnalysis.Response>,
        JobTool<RunSensitivityAnalysis.Response> {
  private static final int MAX_TEXT = 2000;
  private static final int SHORT_BYTES = 16_000;

  private final SessionRegistry sessions;
  private final JobService jobs;
  private final ResultStore results;
  private final Tasks tasks;
  private final SimulationAdapter adapter;
  private final ModelPaths paths;

  /** The tool on its services. */
  public RunSensitivityAnalysis(
      SessionRegistry sessions,
      JobService jobs,
      ResultStore results,
      Tasks tasks,
      SimulationAdapter adapter,
      ModelPaths paths) {
    this.sessions = sessions;
    this.jobs = jobs;
    this.results = results;
    this.tasks = tasks;
    this.adapter = adapter;
    this.paths = paths;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "run_sensitivity_analysis",
        "Run a sensitivity analysis",
        "Varies parameters one at a time and reports what that changes, as a job; get_results has"
            + " the report. Takes the loaded simulation with its values, or else modelPath.",
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
            SensitivityTask.TYPE,
            request.simulationId(),
            Optional.empty(),
            Optional.ofNullable(request.jobTimeoutSeconds()),
            Optional.empty(),
            JobCalls.key(context, request.idempotencyKey()),
            request.fingerprint());
    return describe(
        JobCalls.submit(
            jobs,
            wanted,
            () -> tasks.sensitivity(request.simulationId(), plan(request)),
            request.waitMs(),
            context));
  }

  @Override
  public void check(Request request) {
    plan(request);
  }

  private SensitivityPlan plan(Request request) {
    if (request.parameters().isEmpty()) {
      throw BridgeException.invalid(
          "parameters", "parameters = []: nothing to vary", "give [{path, deltas}], one at least");
    }
    RunRecipe recipe =
        ModelChoice.recipe(request.simulationId(), request.modelPath(), sessions, adapter, paths);
    AdapterSession model = recipe.open(adapter);
    SensitivityPlan plan =
        SensitivityPlan.of(
            recipe,
            model,
            request.parameters().stream().map(Variation::wanted).toList(),
            request.metrics(),
            request.includeBaseline() == null || request.includeBaseline());
    for (SensitivityPlan.Scenario one : plan.scenarios()) {
      possible(model.quantity(one.path()), one);
    }
    return plan;
  }

  private static void possible(QuantityInfo quantity, SensitivityPlan.Scenario one) {
    try {
      ParameterRange.check(quantity, one.value());
    } catch (BridgeException e) {
      throw BridgeException.invalid(
          "parameters",
          "delta " + one.delta() + ": " + e.getMessage(),
          "give bounds or other deltas");
    }
  }

  @Override
  public String jobType() {
    return SensitivityTask.TYPE;
  }

  @Override
  public Response describe(JobRecord job) {
    StoredAnalysis done =
        job.state() == JobState.SUCCEEDED
                && results.find(job.resultsId()).orElse(null) instanceof StoredAnalysis analysis
            ? analysis
            : null;
    return new Response(
        job.jobId(),
        job.simulationId(),
        job.state().wireName(),
        JobStatus.epoch(job.submittedAt()),
        job.progressPercent(),
        job.resultsId(),
        JobStatus.Failure.of(job.error()),
        done == null ? null : done.report(),
        null,
        done == null ? null : GetResults.Artefact.of(done).get(0));
  }

  @Override
  public String text(Response response) {
    String start = "Job " + response.jobId() + " is " + response.status();
    if (response.error() != null) {
      return start + ": " + response.error().message();
    }
    if (response.report() == null) {
      return start + ". Poll get_job_status, then get_results has the report.";
    }
    StringBuilder text = new StringBuilder(start);
    text.append(", results ").append(response.resultsId()).append('.');
    for (JsonNode scenario : response.report().path("scenarios")) {
      text.append('\n').append(scenario.path("parameter_path").asString(""));
      text.append(" x ").append(1 + scenario.path("percent_change").asDouble()).append(": ");
      text.append(scenario.path("delta_percent"));
    }
    if (text.length() > MAX_TEXT) {
      text.setLength(MAX_TEXT);
      text.append("...");
    }
    return response.cut() == null
        ? text.toString()
        : text.append('\n').append(response.cut()).toString();
  }

  @Override
  public Response shortened(Response response) {
    if (response.report() == null) {
      return response;
    }
    ReportPage page = new ReportPage(response.report(), null, SHORT_BYTES, null);
    return new Response(
        response.jobId(),
        response.simulationId(),
        response.status(),
        response.queuedAt(),
        response.progress(),
        response.resultsId(),
        response.error(),
        page.report,
        page.cut == null ? null : "Call get_results with this resultsId for more. " + page.cut,
        response.csv());
  }

  @Override
  public List<ResourceLink> links(Response response) {
    return response.csv() == null
        ? List.of()
        : List.of(
            new ResourceLink(
                response.csv().uri(), response.csv().name(), response.csv().contentType()));
  }

  /** Arguments. */
  public record Request(
      @Field(
              value = "Model file when the simulation is not loaded",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String modelPath,
      @Field(
              value = "Loaded simulation, or the name of this analysis",
              minLength = 1,
              maxLength = 64)
          String simulationId,
      @Field("What to vary") List<Variation> parameters,
      @Field(value = "Run the unchanged model too; default true", optional = true)
          Boolean includeBaseline,
      @Field(value = "Not used any more", optional = true) Double pollIntervalSeconds,
      @Field(
              value = "Limit of the whole analysis; default: that of the server",
              optional = true,
              minimum = 0.001,
              maximum = 86400,
              unit = "s")
          Double jobTimeoutSeconds,
      @Field(
              value = "cmax, tmax, auc (default) or names of calculate_pk_parameters",
              optional = true)
          List<String> metrics,
      @Field(
              value = "Equal keys with equal arguments give the same job",
              optional = true,
              minLength = 1,
              maxLength = JobCalls.MAX_KEY)
          String idempotencyKey,
      @Field(
              value = "As in run_simulation",
              optional = true,
              minimum = 0,
              maximum = JobCalls.MAX_WAIT_MS,
              unit = "ms")
          Integer waitMs)
      implements ToolRequest<Response> {
    private String fingerprint() {
      ObjectNode node = (ObjectNode) Json.tree(this);
      node.remove(List.of("idempotencyKey", "waitMs", "pollIntervalSeconds"));
      return CanonicalJson.sha256(node);
    }
  }

  /**
   * What to vary.
   *
   * @param deltas fractions: 0.1 is 10 % more
   * @param unit of bounds and baselineValue
   * @param bounds lowest and highest value
   */
  public record Variation(
      @Field(minLength = 1, maxLength = 4096) String path,
      @Field("Fractions: 0.1 is 10 % more") List<Double> deltas,
      @Field(optional = true) String unit,
      @Field(optional = true) List<Double> bounds,
      @Field(optional = true) Double baselineValue) {
    private SensitivityPlan.Variation wanted() {
      if (deltas.isEmpty()) {
        throw BridgeException.invalid(
            "parameters", path + ": deltas is empty", "give e.g. [-0.1, 0.1]");
      }
      if (bounds != null && bounds.size() != 2) {
        throw BridgeException.invalid(
            "parameters", path + ": bounds = " + bounds, "give the lowest and the highest value");
      }
      return new SensitivityPlan.Variation(
          path.strip(),
          deltas,
          unit,
          bounds == null ? null : bounds.get(0),
          bounds == null ? null : bounds.get(1),
          baselineValue);
    }
  }

  /**
   * Answer.
   *
   * @param report null unless succeeded
   * @param cut what the report leaves out and how to get it; null when nothing
   * @param csv the report as a file; null unless succeeded
   */
  public record Response(
      String jobId,
      String simulationId,
      String status,
      @Field(epochSeconds = true) double queuedAt,
      double progress,
      @Field(optional = true) String resultsId,
      @Field(optional = true, brief = true) JobStatus.Failure error,
      @Field(optional = true) JsonNode report,
      @Field(optional = true) String cut,
      @Field(optional = true) GetResults.Artefact csv)
      implements JobAnswer {}
}
