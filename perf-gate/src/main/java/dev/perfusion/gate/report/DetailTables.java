package dev.perfusion.gate.report;

import dev.perfusion.gate.document.AdapterTimings;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.FlameGraph;
import dev.perfusion.gate.document.JobMetrics;
import dev.perfusion.gate.document.Resources;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.document.Timing;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What stands below the verdict: load, timings of the bridge, flame graphs, place of the run. */
final class DetailTables {
  private static final Resources NO_RESOURCES = new Resources(null, null, null);
  private static final AdapterTimings NO_TIMINGS = new AdapterTimings(null, null, null);

  private final StringBuilder text = new StringBuilder();
  private final ReportSources sources;
  private final BenchmarkDocument document;

  private DetailTables(ReportSources sources) {
    this.sources = sources;
    this.document = sources.result();
  }

  static String of(ReportSources sources) {
    DetailTables tables = new DetailTables(sources);
    tables.details();
    tables.place();
    return tables.text.toString();
  }

  private void details() {
    text.append("\n## Where the time and memory went\n\n");
    text.append("CPU is the share of all logical CPUs; timings are the bridge's own p95.\n\n");
    text.append(
        "| Step | Timed | p95 of each fork (ms) | CPU avg | CPU max | Memory peak (MiB) | ");
    text.append("Queue wait (ms) | Execution (ms) | Serialisation (ms) | Flame graph |\n");
    text.append("|---|---|---|---:|---:|---:|---:|---:|---:|---|\n");
    document.steps().forEach(this::detail);
    row("whole run", "-", "-", document.resources(), document.adapterTimings(), "-");
    List<FlameGraph> others =
        document.flameGraphs().stream()
            .filter(graph -> !document.steps().containsKey(graph.step()))
            .toList();
    if (!others.isEmpty()) {
      text.append("\nOther flame graphs:\n\n");
      others.forEach(
          graph ->
              text.append("* `")
                  .append(graph.step())
                  .append("`: ")
                  .append(link(graph))
                  .append('\n'));
    }
  }

  private void detail(String key, Step step) {
    String timed = step.method().timing() == null ? "-" : step.method().timing().wireName();
    if (step.method().batchSize() > 1) {
      timed += " by " + step.method().batchSize();
    }
    if (step.method().timing() == Timing.PER_CALL && step.method().mode() != null) {
      timed += " (" + step.method().mode() + ")";
    }
    List<SeriesStats> forks = step.perFork();
    String perFork =
        forks.isEmpty()
            ? "-"
            : forks.stream()
                .map(fork -> Figures.millis(fork.p95()))
                .collect(Collectors.joining(", "));
    row(
        "`" + Figures.cell(key) + "`",
        timed,
        perFork,
        step.resources(),
        step.adapterTimings(),
        links(key));
  }

  private void row(
      String name,
      String timed,
      String perFork,
      Resources resources,
      AdapterTimings timings,
      String links) {
    Resources load = resources == null ? NO_RESOURCES : resources;
    AdapterTimings parts = timings == null ? NO_TIMINGS : timings;
    List<String> cells =
        List.of(
            name,
            timed,
            perFork,
            Figures.percent(load.cpuAvgPercent()),
            Figures.percent(load.cpuMaxPercent()),
            Figures.mebibytes(load.memoryPeakBytes()),
            p95(parts.queueWaitMs()),
            p95(parts.executionMs()),
            p95(parts.serialisationMs()),
            links);
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String p95(SeriesStats stats) {
    return stats == null ? "-" : Figures.millis(stats.p95());
  }

  private String links(String key) {
    String links =
        document.flameGraphs().stream()
            .filter(graph -> graph.step().equals(key))
            .map(this::link)
            .collect(Collectors.joining(", "));
    return links.isEmpty() ? "-" : links;
  }

  private String link(FlameGraph graph) {
    String file = graph.file();
    String target = sources.links().apply(file);
    String name = file.substring(file.lastIndexOf('/') + 1);
    return "[" + Figures.cell(name) + "](<" + Figures.cell(target) + ">)";
  }

  private void place() {
    text.append("\n## Run\n\n| | |\n|---|---|\n");
    entry("Data set", document.dataset().id());
    entry("Data set size (bytes)", Long.toString(document.dataset().sizeBytes()));
    entry("Data set SHA-256", document.dataset().sha256());
    entry("Configuration hash", document.configHash());
    SeriesStats wall = document.summary();
    if (wall.count() > 0) {
      String p95 = Figures.millis(wall.p95());
      entry("End-to-end iterations", wall.count() + ", p95 " + p95 + " ms");
    }
    JobMetrics jobs = document.jobMetrics();
    if (jobs != null && !jobs.statuses().isEmpty()) {
      entry(
          "Jobs",
          jobs.statuses().entrySet().stream()
              .map(status -> status.getKey() + " " + status.getValue())
              .collect(Collectors.joining(", ")));
    }
    for (Map.Entry<String, JsonNode> field : document.environment().properties()) {
      JsonNode value = field.getValue();
      entry(
          "Environment: " + field.getKey(),
          value.isContainer() ? value.toString() : value.asString());
    }
  }

  private void entry(String name, String value) {
    text.append("| ").append(Figures.cell(name)).append(" | ");
    text.append(Figures.cell(value)).append(" |\n");
  }
}
