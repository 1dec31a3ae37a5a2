package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobWork;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationRequest;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.result.StoredPopulation;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool {@code run_population_simulation}. */
public final class RunPopulationSimulation
    implements Tool<RunPopulationSimulation.Request, RunPopulationSimulation.Response>,
        JobTool<RunPopulationSimulation.Response> {
  private static final String REPLICATES = "replicates";
  private static final int MAX_METADATA = 4096;

  private final SessionRegistry sessions;
  private final JobService jobs;
  private final Tasks tasks;
  private final SimulationAdapter adapter;
  private final ModelPaths paths;

  /** The tool on its services. */
  public RunPopulationSimulation(
      SessionRegistry sessions,
      JobService jobs,
      Tasks tasks,
      SimulationAdapter adapter,
      ModelPaths paths) {
    this.sessions = sessions;
    this.jobs = jobs;
    this.tasks = tasks;
    this.adapter = adapter;
    this.paths = paths;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "run_population_simulation",
        "Run a population",
        "Runs many subjects, as a job: drawn as cohort and parameters say, or as a workload file"
            + " does, or those of a population CSV. Then get_population_results.",
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
            StoredPopulation.TYPE,
            request.simulationId(),
            Optional.empty(),
            Optional.ofNullable(request.timeoutSeconds()),
            Optional.ofNullable(request.maxRetries()),
            JobCalls.key(context, request.idempotencyKey()),
            request.fingerprint());
    // Made before the queue is locked: a file of many individuals takes its time to read.
    PopulationPlan plan = plan(request);
    return describe(
        JobCalls.submit(
            jobs,
            wanted,
            () -> tasks.population(request.simulationId(), plan),
            request.waitMs(),
            context));
  }

  @Override
  public void check(Request request) {
    plan(request);
  }

  private PopulationPlan plan(Request request) {
    adapter.requirePopulations();
    RunRecipe recipe =
        ModelChoice.recipe(request.simulationId(), request.modelPath(), sessions, adapter, paths);
    Workload outputs =
        WorkloadReader.outputs(
            request.outputs() == null ? Json.mapper().createObjectNode() : request.outputs());
    JsonNode workload = workload(request);
    List<String> aggregates =
        workload != null && outputs.aggregates().isEmpty()
            ? WorkloadReader.read(workload).aggregates()
            : outputs.aggregates();
    Path csv =
        request.csvPath() == null ? null : paths.resolveFile("csvPath", request.csvPath(), ".csv");
    if (request.ageingPath() != null && csv == null) {
      throw BridgeException.invalid(
          "ageingPath", "individuals that are drawn do not age", "give csvPath with it");
    }
    Path ageing =
        request.ageingPath() == null
            ? null
            : paths.resolveFile("ageingPath", request.ageingPath(), ".csv");
    PopulationPlan plan =
        new PopulationPlan(
            recipe,
            workload,
            csv,
            ageing,
            null,
            request.replicates() == null ? 1 : request.replicates(),
            outputs.outputs(),
            new Manifest.Notes(aggregates, metadata(request)),
            request.maxFailedShare() == null
                ? PopulationRequest.DEFAULT_MAX_FAILED_SHARE
                : request.maxFailedShare());
    return adapter.checked(plan);
  }

  /** What is drawn; null when a CSV file has the individuals. */
  private JsonNode workload(Request request) {
    boolean drawn = request.cohort() != null || request.parameters() != null;
    int ways =
        (drawn ? 1 : 0)
            + (request.workloadPath() == null ? 0 : 1)
            + (request.csvPath() == null ? 0 : 1);
    if (ways != 1) {
      throw BridgeException.invalid(
          "cohort",
          ways == 0 ? "nothing says who is in the population" : "more than one cohort is given",
          "give either cohort and parameters, or workloadPath, or csvPath");
    }
    if (!drawn && request.correlations() != null) {
      throw BridgeException.invalid(
          "correlations",
          "correlations without cohort and parameters",
          "those of a workload file are in the file");
    }
    if (request.csvPath() != null) {
      return null;
    }
    if (drawn && (request.parameters() == null || request.cohort() == null)) {
      String missing = request.parameters() == null ? "parameters" : "cohort";
      throw BridgeException.invalid(
          missing,
          "required field \"" + missing + "\" is missing beside the other",
          "give cohort: {size, seed} and parameters: [{path, level: subject, distribution, ...}]");
    }
    ObjectNode workload = drawn ? inline(request) : file(request.workloadPath());
    if (request.replicates() != null) {
      workload.put(REPLICATES, request.replicates());
    }
    return workload;
  }

  private static ObjectNode inline(Request request) {
    ObjectNode workload = Json.mapper().createObjectNode();
    if (request.cohort() != null) {
      workload.set("cohort", request.cohort());
    }
    if (request.parameters() != null) {
      workload.set("parameters", Json.tree(request.parameters()));
    }
    if (request.correlations() != null) {
      workload.set("correlations", Json.tree(request.correlations()));
    }
    if (request.outputs() != null) {
      workload.set("outputs", request.outputs());
    }
    return workload;
  }

  private ObjectNode file(String path) {
    Path file = paths.resolveFile("workloadPath", path, ".json");
    WorkloadReader.read(file);
    try {
      return (ObjectNode) Json.mapper().readTree(Files.readAllBytes(file));
    } catch (IOException | JacksonException e) {
      throw BridgeException.invalid("workloadPath", path + " cannot be read", e.getMessage());
    }
  }

  private static JsonNode metadata(Request request) {
    JsonNode metadata = request.metadata();
    if (metadata == null || metadata.isNull()) {
      return null;
    }
    int length = Json.bytes(metadata).length;
    if (length > MAX_METADATA) {
      throw BridgeException.invalid(
          "metadata",
          "metadata has " + length + " bytes as JSON",
          "at most " + MAX_METADATA + " are kept");
    }
    return metadata;
  }

  @Override
  public String jobType() {
    return StoredPopulation.TYPE;
  }

  @Override
  public Response describe(JobRecord job) {
    return new Response(
        job.jobId(),
        job.simulationId(),
        job.state().wireName(),
        JobStatus.epoch(job.submittedAt()),
        job.timeoutSeconds(),
        job.maxRetries(),
        job.progressPercent(),
        job.work(),
        job.resultsId(),
        JobStatus.Failure.of(job.error()));
  }

  @Override
  public String text(Response response) {
    String start = "Job " + response.jobId() + " is " + response.status();
    if (response.error() != null) {
      return start + ": " + response.error().message();
    }
    String work = response.work() == null ? "" : ", " + response.work().text();
    return response.resultsId() == null
        ? start + work + ". Poll get_job_status; cancel_job stops it."
        : start + work + ". Call get_population_results with resultsId " + response.resultsId();
  }

  /** Arguments. */
  public record Request(
      @Field(
              value = "Model file when the simulation is not loaded",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String modelPath,
      @Field(value = "Loaded simulation, or the name of this one", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(
              value =
                  "{size, sampling: random|latin-hypercube|sobol, seed, covariates: [{name, values,"
                      + " weights}]}",
              optional = true)
          JsonNode cohort,
      @Field(
              value =
                  "What varies: [{path, unit, level: subject|replicate, distribution:"
                      + " normal|lognormal|truncated_normal (mean, sd or gsd, min, max), uniform"
                      + " (min, max), categorical (values, weights)}]",
              optional = true)
          List<JsonNode> parameters,
      @Field(value = "[{a: path, b: path, rho}]", optional = true) List<JsonNode> correlations,
      @Field(value = "Runs per subject; default 1", optional = true, minimum = 1, maximum = 100_000)
          Integer replicates,
      @Field(
              value =
                  "{timeSeries: [{path}], aggregates: [meanCmax, p95AUC, ...]}; default: outputs of"
                      + " the model",
              optional = true)
          JsonNode outputs,
      @Field(value = "Object that the results carry along", optional = true) JsonNode metadata,
      @Field(
              value = "JSON file with cohort, parameters, ...",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String workloadPath,
      @Field(value = "Population CSV", optional = true, minLength = 1, maxLength = 4096)
          String csvPath,
      @Field(
              value = "Ageing CSV to csvPath: parameters that change over time",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String ageingPath,
      @Field(
              value = "Share of failed runs that ends the job; default 0.1",
              optional = true,
              minimum = 0,
              maximum = 1)
          Double maxFailedShare,
      @Field(
              value = "Limit of the whole job; default: that of the server",
              optional = true,
              minimum = 0.001,
              maximum = 86400,
              unit = "s")
          Double timeoutSeconds,
      @Field(value = "As in run_simulation", optional = true, minimum = 0, maximum = 10)
          Integer maxRetries,
      @Field(
              value = "As in run_simulation",
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
      node.remove(List.of("idempotencyKey", "waitMs"));
      return CanonicalJson.sha256(node);
    }
  }

  /**
   * Answer.
   *
   * @param progress percent of subjects done
   * @param work {@code subjects done failedRuns perSecond secondsLeft}; null before the start
   */
  public record Response(
      String jobId,
      String simulationId,
      String status,
      @Field(epochSeconds = true) double queuedAt,
      double timeoutSeconds,
      int maxRetries,
      double progress,
      @Field(optional = true, brief = true) JobWork work,
      @Field(optional = true) String resultsId,
      @Field(optional = true, brief = true) JobStatus.Failure error)
      implements JobAnswer {}
}
