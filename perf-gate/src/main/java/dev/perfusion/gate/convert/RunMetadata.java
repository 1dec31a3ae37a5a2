package dev.perfusion.gate.convert;

import dev.perfusion.gate.document.Dataset;
import dev.perfusion.gate.document.FlameGraph;
import dev.perfusion.gate.document.JobMetrics;
import dev.perfusion.gate.document.Resources;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the harness knows of a run and JMH does not. The format of the file is described in {@code
 * docs/perf-gate.md}.
 *
 * @param file the file the metadata came from
 * @param timestamp start of the run
 * @param scenario name of the suite
 * @param label free text; may be null
 * @param config run configuration, carried through
 * @param dataset the measured model file
 * @param environment machine, JDK, commit; with a fingerprint
 * @param resources load over the whole run; null when not known
 * @param adapterTimings the bridge's own timings over the whole run; null lets the converter pool
 *     those of the entries
 * @param jobMetrics what the job registry recorded
 * @param runs end-to-end iterations, carried through
 * @param summary statistics of {@code runs[].wallTimeMs}
 * @param processMetrics carried through; null when not given
 * @param flameGraphs pictures, relative to the folder of the file
 * @param profile carried through; null when not given
 * @param warnings the harness's own warnings
 * @param entries one per measured benchmark
 */
public record RunMetadata(
    Path file,
    String timestamp,
    String scenario,
    String label,
    ObjectNode config,
    Dataset dataset,
    ObjectNode environment,
    Resources resources,
    AdapterSeries adapterTimings,
    JobMetrics jobMetrics,
    ArrayNode runs,
    SeriesStats summary,
    ObjectNode processMetrics,
    List<FlameGraph> flameGraphs,
    ObjectNode profile,
    List<String> warnings,
    List<MeasuredBenchmark> entries) {

  /**
   * Reads the metadata; samples files are looked up from the folder of the file.
   *
   * @throws InputException naming the field when a mandatory one is missing or wrong
   */
  public static RunMetadata read(Path file) {
    JsonField root = JsonFiles.read(file);
    Path folder = file.toAbsolutePath().getParent();
    JsonField entries = root.get("entries");
    List<MeasuredBenchmark> measured =
        entries.items().stream().map(entry -> MeasuredBenchmark.read(entry, folder)).toList();
    if (measured.isEmpty()) {
      throw entries.problem("is empty", "name at least one measured benchmark");
    }
    JsonField runs = root.get("runs");
    return new RunMetadata(
        file,
        instant(root.get("timestamp")),
        root.get("scenario").text(),
        root.get("label").textOr(null),
        root.get("config").object(),
        Dataset.read(root.get("dataset")),
        Fingerprint.addTo(root.get("environment")),
        Resources.read(root.get("resources")),
        AdapterSeries.read(root.get("adapterTimings")),
        jobMetrics(root.get("jobMetrics"), measured),
        runs.isArray() ? (ArrayNode) runs.node() : root.object().arrayNode(),
        wallTimes(runs),
        root.get("processMetrics").objectOrNull(),
        root.get("flameGraphs").itemsOrNone().stream().map(FlameGraph::read).toList(),
        root.get("profile").objectOrNull(),
        root.get("warnings").itemsOrNone().stream().map(JsonField::text).toList(),
        measured);
  }

  private static String instant(JsonField field) {
    try {
      return Instant.parse(field.text()).toString();
    } catch (DateTimeParseException e) {
      throw field.problem(
          "value \"" + field.text() + "\" is no UTC time", "write it as 2026-01-31T12:00:00Z");
    }
  }

  private static SeriesStats wallTimes(JsonField runs) {
    Samples.Collector walls = new Samples.Collector();
    for (JsonField run : runs.itemsOrNone()) {
      walls.add(run.get("wallTimeMs").number(), 1);
    }
    return SeriesStats.of(walls.toSamples());
  }

  private static JobMetrics jobMetrics(JsonField field, List<MeasuredBenchmark> entries) {
    Map<String, Long> statuses = new TreeMap<>();
    if (!field.isPresent()) {
      for (MeasuredBenchmark entry : entries) {
        if (entry.statuses() != null) {
          entry.statuses().forEach((status, n) -> statuses.merge(status, n, Math::addExact));
        }
      }
      return new JobMetrics(null, null, null, statuses);
    }
    for (var status : field.get("statuses").members().entrySet()) {
      statuses.put(status.getKey(), status.getValue().wholeNumber(0));
    }
    return new JobMetrics(
        SeriesInput.statsOf(SeriesInput.read(field.get("queueWaitSeconds"))),
        SeriesInput.statsOf(SeriesInput.read(field.get("runtimeSeconds"))),
        SeriesInput.statsOf(SeriesInput.read(field.get("pollCount"))),
        statuses);
  }
}
