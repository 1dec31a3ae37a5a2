package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.path.AdapterEnvironment;
import dev.perfusion.benchmarks.record.FlameGraph;
import dev.perfusion.benchmarks.record.ForkRecord;
import dev.perfusion.benchmarks.record.JobTiming;
import dev.perfusion.benchmarks.record.Resources;
import dev.perfusion.benchmarks.record.Transfer;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Joins what the runner and the forks know into the metadata that perf-gate reads. */
final class MetaFile {
  private static final String RUN = "run_";
  private static final String SESSION = "session";
  private static final double MS_PER_SECOND = 1e3;

  /** A build that has just ended leaves about two for each processor. */
  private static final double BUSY = 2;

  private static final double PERCENT = 100;

  private final ObjectNode root = JsonMapper.shared().createObjectNode();
  private final List<ForkRecord> timed;
  private final List<ForkRecord> profiled;
  private final Path folder;

  /**
   * Begins a file.
   *
   * @param folder where the file will lie; links to flame graphs are relative to it
   * @param timed records of the timed forks
   * @param profiled records of the profiled forks; only their flame graphs are used
   */
  MetaFile(Path folder, List<ForkRecord> timed, List<ForkRecord> profiled) {
    this.folder = folder;
    this.timed = timed;
    this.profiled = profiled.stream().filter(fork -> fork.flameGraph() != null).toList();
  }

  /** What was run, when, on which model. */
  void describe(RunRequest request, Instant start, Dataset dataset) {
    root.put("timestamp", start.toString()).put("scenario", request.document());
    request.label().ifPresent(label -> root.put("label", label));
    ObjectNode config = root.putObject("config");
    request.tuning().seed().ifPresent(seed -> config.put("seed", seed));
    request.tuning().iterations().ifPresent(count -> config.put("iterations", count));
    request.tuning().warmUp().ifPresent(count -> config.put("warmup", count));
    request.simulation().ifPresent(name -> config.put("simulationName", name));
    if (request.server().isEmpty()) {
      config.put("adapter", AdapterEnvironment.settings().backend().wireName());
    }
    config
        .put("transport", request.tuning().transport().map(Transport::wireName).orElse("all"))
        .put("storage", request.storage().wireName())
        .put("simulationFile", request.model().map(Path::toString).orElse("classpath:demo.pkml"))
        .put("parameterPath", parameters())
        .put("jobBackend", "thread")
        .put("audit", true)
        .put("schemaValidation", true)
        .put("pollIntervalMs", 0.1);
    request
        .server()
        .ifPresent(
            server -> {
              config.put("baseUrl", server.toString()).put("server", "running");
              root.withArray("warnings")
                  .add(
                      "Measured a server that was running already, at "
                          + server
                          + ": its settings, its machine and its other users are not known;"
                          + " environment is that of the caller, cold starts, CPU and memory are"
                          + " not measured");
            });
    root.putObject("dataset")
        .put("id", dataset.id())
        .put("sizeBytes", dataset.sizeBytes())
        .put("sha256", dataset.sha256());
  }

  /**
   * Who is in the populations.
   *
   * @param workload file; empty for some subjects of the model
   * @param subjects how many; 0 for all of the file
   * @param outputs that are stored; empty for those of file or model
   */
  void populations(Optional<Path> workload, int subjects, List<String> outputs) throws IOException {
    ObjectNode population = root.withObject("config").putObject("population");
    if (workload.isPresent()) {
      Dataset file = Dataset.of(workload);
      population.put("workload", file.id()).put("sha256", file.sha256());
    }
    if (subjects > 0) {
      population.put("subjects", subjects);
    }
    if (!outputs.isEmpty()) {
      outputs.forEach(population.putArray("outputs")::add);
    }
  }

  private String parameters() {
    return timed.stream()
        .map(ForkRecord::parameter)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The object that {@link Machine} fills. */
  ObjectNode environment() {
    return root.putObject("environment");
  }

  /**
   * How busy the machine was before anything was measured.
   *
   * @param load average of the last minute; negative when the system does not tell
   */
  void busy(double load) {
    int cpus = Runtime.getRuntime().availableProcessors();
    if (load >= 0) {
      root.withObject("environment").put("loadAverageAtStart", load);
    }
    if (load > BUSY * cpus) {
      root.withArray("warnings")
          .add(
              String.format(
                  Locale.ROOT,
                  "The machine was busy when the run began (load average %.1f on %d processors):"
                      + " cold starts and tails are those of a busy machine",
                  load,
                  cpus));
    }
  }

  /** One entry per measurement, with its failure if it had one. */
  void entries(
      List<Measurement> measurements, Optional<Path> model, Map<StepKey, String> failures) {
    ArrayNode callers = root.withObject("config").putArray("concurrency");
    measurements.stream().map(Measurement::callers).distinct().sorted().forEach(callers::add);
    ArrayNode entries = root.putArray("entries");
    ArrayNode warnings = root.withArray("warnings");
    for (Measurement measurement : measurements) {
      StepKey key = measurement.key(model);
      ObjectNode entry = entries.addObject();
      entry.put("benchmark", measurement.benchmark());
      entry.put("step", key.toString());
      entry.putObject("params").put(BenchmarkKeys.TRANSPORT, measurement.transport().wireName());
      entry.put("threads", measurement.callers());
      entry.put("operationsPerInvocation", measurement.batch());
      entry.put("timing", measurement.batch() > 1 ? "batched" : "per-call");
      if (failures.containsKey(key)) {
        entry.put("errors", 1);
        warnings.add(key + " failed: " + failures.get(key));
      }
      List<ForkRecord> own = timedForks(key);
      if (measurement.callers() > 1 && !measurement.repeats() && !own.isEmpty()) {
        // JMH keeps no more than the mean of the callers.
        entry.put("timing", "recorder");
        addSamples(entry, key.tool(), own);
      }
      addResources(entry, own);
      addJobs(entry, own, "");
      addRate(entry, own);
      for (String tool : BenchmarkKeys.recorded(measurement.suite())) {
        if (!own.isEmpty()) {
          addRecorded(entries, measurement.key(model), tool, own);
        }
      }
    }
    addResources(root, timed);
    addProcessMetrics();
    addJobMetrics();
  }

  private List<ForkRecord> timedForks(StepKey key) {
    return timed.stream().filter(fork -> fork.key().equals(key.toString())).toList();
  }

  /** Averages are weighted by the time that was watched. */
  private static void addResources(ObjectNode target, List<ForkRecord> forks) {
    List<Resources> all =
        forks.stream().map(ForkRecord::resources).filter(Objects::nonNull).toList();
    if (all.isEmpty()) {
      return;
    }
    double window = all.stream().mapToDouble(Resources::windowMs).sum();
    double busy = all.stream().mapToDouble(r -> r.cpuAvgPercent() * r.windowMs()).sum();
    target
        .putObject("resources")
        .put("cpuAvgPercent", window > 0 ? busy / window : 0)
        .put(
            "cpuMaxPercent", all.stream().mapToDouble(Resources::cpuMaxPercent).max().getAsDouble())
        .put(
            "memoryPeakBytes",
            all.stream().mapToLong(Resources::memoryPeakBytes).max().getAsLong());
  }

  /** Of the processes that did the work, over the time that they were watched. */
  private void addProcessMetrics() {
    double wall = 0;
    double cpu = 0;
    for (ForkRecord fork : timed) {
      if (fork.resources() != null) {
        double seconds = fork.resources().windowMs() / MS_PER_SECOND;
        wall += seconds;
        cpu += seconds * fork.resources().cpuAvgPercent() / PERCENT * fork.resources().cpus();
      }
    }
    ObjectNode metrics = root.putObject("processMetrics").put("supported", wall > 0);
    if (wall > 0) {
      metrics
          .put("cpuSeconds", cpu)
          .put("wallSeconds", wall)
          .put("cpuUtilisationPercent", root.path("resources").path("cpuAvgPercent").doubleValue());
    }
  }

  /** Forks are alone, each with the rate of all its callers together; theirs is the mean. */
  private static void addRate(ObjectNode entry, List<ForkRecord> own) {
    own.stream()
        .map(ForkRecord::transfer)
        .filter(Objects::nonNull)
        .mapToDouble(Transfer::megabytesPerSecond)
        .average()
        .ifPresent(rate -> entry.put("megabytesPerSecond", rate));
  }

  /** Times of the jobs that a tool submitted; an empty name stands for all. */
  private static void addJobs(ObjectNode entry, List<ForkRecord> own, String tool) {
    List<JobTiming> jobs =
        own.stream()
            .flatMap(fork -> fork.jobs().stream())
            .filter(job -> tool.isEmpty() || job.tool().equals(tool))
            .toList();
    if (!jobs.isEmpty()) {
      addTimings(entry, jobs);
      // A job that ended otherwise has failed its fork.
      entry.putObject("statuses").put("succeeded", jobs.size());
    }
  }

  private static void addTimings(ObjectNode target, List<JobTiming> jobs) {
    ObjectNode timings = target.putObject("adapterTimings");
    series(timings, "queueWaitMs", jobs, JobTiming::queueWaitMs);
    series(timings, "executionMs", jobs, JobTiming::executionMs);
    List<JobTiming> written =
        jobs.stream().filter(job -> !Double.isNaN(job.serialisationMs())).toList();
    if (!written.isEmpty()) {
      series(timings, "serialisationMs", written, JobTiming::serialisationMs);
    }
  }

  /** A step that the same calls measure with a recorder of their own. */
  private static void addRecorded(
      ArrayNode entries, StepKey caller, String tool, List<ForkRecord> forks) {
    ObjectNode entry = entries.addObject();
    entry.put("step", BenchmarkKeys.of(caller, tool).toString()).put("timing", "recorder");
    addSamples(entry, tool, forks);
    addResources(entry, forks);
    if (tool.startsWith(RUN)) {
      addJobs(entry, forks, tool.replaceFirst("\\..*", ""));
    }
  }

  private static void addSamples(ObjectNode entry, String tool, List<ForkRecord> forks) {
    ArrayNode samples = entry.putArray("samples");
    for (ForkRecord fork : forks) {
      ArrayNode own = samples.addArray();
      fork.recorded().getOrDefault(tool, List.of()).forEach(ms -> own.addArray().add(ms).add(1));
    }
  }

  /** The end-to-end iterations: one per fork that timed a whole session. */
  void runs() {
    ArrayNode runs = root.putArray("runs");
    for (ForkRecord fork : timed) {
      if (fork.recorded().containsKey(SESSION)) {
        ObjectNode run = runs.addObject();
        run.put("iteration", runs.size()).put("step", fork.key());
        run.put("wallTimeMs", fork.recorded().get(SESSION).get(0));
        ArrayNode steps = run.putArray("steps");
        fork.recorded()
            .forEach(
                (tool, times) -> {
                  if (!tool.equals(SESSION)) {
                    steps.addObject().put("name", tool).put("durationMs", times.get(0));
                  }
                });
      }
    }
  }

  private static void series(
      ObjectNode target, String name, List<JobTiming> values, ToDoubleFunction<JobTiming> value) {
    ArrayNode array = target.putArray(name);
    values.stream().mapToDouble(value).forEach(array::add);
  }

  private void addJobMetrics() {
    List<JobTiming> jobs = timed.stream().flatMap(fork -> fork.jobs().stream()).toList();
    if (!jobs.isEmpty()) {
      addTimings(root, jobs);
    }
    ObjectNode metrics = root.putObject("jobMetrics");
    series(metrics, "queueWaitSeconds", jobs, job -> job.queueWaitMs() / MS_PER_SECOND);
    series(metrics, "runtimeSeconds", jobs, job -> job.executionMs() / MS_PER_SECOND);
    series(metrics, "pollCount", jobs, JobTiming::polls);
    metrics.putObject("statuses").put("succeeded", jobs.size());
  }

  /**
   * Links to the flame graphs, and how they were taken.
   *
   * @param missing why some were not; a remark, because the measurements stand without them
   */
  void flameGraphs(Map<StepKey, String> missing) {
    missing.forEach(
        (key, why) -> root.withArray("warnings").add("No flame graph of " + key + ": " + why));
    ArrayNode links = root.putArray("flameGraphs");
    ArrayNode details = JsonMapper.shared().createArrayNode();
    List<String> engines = new ArrayList<>();
    for (ForkRecord fork : profiled) {
      FlameGraph graph = fork.flameGraph();
      links.addObject().put("step", fork.key()).put("file", relative(graph.file()));
      details
          .addObject()
          .put("step", fork.key())
          .put("collapsed", relative(graph.collapsed()))
          .put("engine", graph.engine())
          .put("samples", graph.samples());
      if (!engines.contains(graph.engine())) {
        engines.add(graph.engine());
      }
    }
    if (!profiled.isEmpty()) {
      root.putObject("profile").put("profiler", "async-profiler").set("flameGraphs", details);
      root.withArray("warnings").add("Flame graphs were sampled by: " + String.join("; ", engines));
    }
  }

  private String relative(String file) {
    return folder.toAbsolutePath().relativize(Path.of(file)).toString().replace('\\', '/');
  }

  /** The finished file. */
  byte[] bytes() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
