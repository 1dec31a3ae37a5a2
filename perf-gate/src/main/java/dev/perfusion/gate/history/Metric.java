package dev.perfusion.gate.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One number of a benchmark document.
 *
 * @param name where it stands in its step, parts joined with dots, such as {@code p95}, {@code
 *     resources.memoryPeakBytes} or {@code counters.gc.alloc.rate.norm}
 * @param value the number
 * @param unit ms, s, bytes, %, MB/s, /s, that of a JMH counter, or empty for a count
 */
public record Metric(String name, double value, String unit) {
  private static final String COUNTERS = "counters";

  /** Parts of a step that are no metrics, or lists of which the step has the sum. */
  private static final Set<String> SKIPPED =
      Set.of("histogram", "perFork", "params", "concurrency", "batchSize");

  /** Looked at for changes, beside the counters. */
  private static final Set<String> TRACKED =
      Set.of(
          "p50",
          "p95",
          "averageTime.meanMs",
          "throughput.perSecond",
          "megabytesPerSecond",
          "resources.memoryPeakBytes",
          "adapterTimings.queueWaitMs.p95",
          "adapterTimings.executionMs.p95",
          "adapterTimings.serialisationMs.p95");

  /** The numbers of a step. */
  public static List<Metric> ofStep(JsonNode step) {
    List<Metric> found = new ArrayList<>();
    collect(found, "", "ms", step);
    return found;
  }

  /** The numbers of a run that belong to no step: wall times, resources, jobs, processes. */
  public static List<Metric> ofRun(JsonNode document) {
    List<Metric> found = new ArrayList<>();
    collect(found, "summary", "ms", document.path("summary"));
    for (String part : List.of("resources", "adapterTimings", "jobMetrics", "processMetrics")) {
      collect(found, part, "", document.path(part));
    }
    return found;
  }

  private static void collect(List<Metric> found, String prefix, String unit, JsonNode node) {
    for (var member : node.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      String path = prefix.isEmpty() ? name : prefix + "." + name;
      if (value.isNumber()) {
        found.add(new Metric(path, value.doubleValue(), unit(name, unit)));
      } else if (prefix.endsWith(COUNTERS) && value.path("score").isNumber()) {
        String own = value.path("unit").asString("");
        found.add(new Metric(path, value.path("score").doubleValue(), own));
      } else if (value.isObject() && !SKIPPED.contains(name)) {
        collect(found, path, unit(name, ""), value);
      }
    }
    found.removeIf(metric -> SKIPPED.contains(metric.name()));
  }

  private static String unit(String name, String inherited) {
    if (name.equals("count") || name.equals("errors")) {
      return "";
    }
    if (name.equals("megabytesPerSecond")) {
      return "MB/s";
    }
    if (name.endsWith("erSecond")) {
      return "/s";
    }
    if (name.endsWith("Ms")) {
      return "ms";
    }
    if (name.endsWith("Seconds")) {
      return "s";
    }
    if (name.endsWith("Bytes")) {
      return "bytes";
    }
    return name.endsWith("Percent") ? "%" : inherited;
  }

  /** Whether its series is searched for changes. */
  public boolean isTracked() {
    return TRACKED.contains(name)
        || name.startsWith(COUNTERS + ".") && !isPercentileOfJmh()
        || name.equals("summary.p95");
  }

  /** JMH repeats the percentiles of its histogram as counters; the step has them already. */
  public boolean isPercentileOfJmh() {
    return name.matches(COUNTERS + "\\.p[01]\\.\\d+");
  }

  /** Whether more of it is better. */
  public boolean isRate() {
    return unit.equals("MB/s") || unit.equals("/s") || unit.startsWith("ops/");
  }

  /** Whether it is a time, or a rate of calls or bytes. */
  public boolean isSpeed() {
    return isRate() || unit.equals("ms") || unit.equals("s") || unit.endsWith("/op");
  }
}
