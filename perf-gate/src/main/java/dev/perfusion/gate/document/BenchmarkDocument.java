package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.stats.SeriesStats;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything one benchmark run measured, and where. All times are unrounded.
 *
 * @param timestamp start of the run, ISO 8601 in UTC
 * @param scenario name of the suite, such as {@code smoke}
 * @param label free text; may be null
 * @param config the run's configuration as the harness wrote it
 * @param configHash SHA-256 of what makes two runs the same measurement, see {@code
 *     convert.ConfigHash}
 * @param dataset the measured model file
 * @param environment machine, JDK and commit, with a {@code fingerprint}
 * @param summary wall time in ms of the end-to-end iterations in {@code runs}; count 0 without any
 * @param steps by key text, sorted
 * @param jobMetrics what the job registry recorded
 * @param resources load over the whole run; null when not known
 * @param adapterTimings the bridge's own timings over all steps; null when not known
 * @param runs end-to-end iterations as the harness wrote them
 * @param processMetrics as the harness wrote them
 * @param warnings what a reader should know before trusting a number
 * @param flameGraphs links to pictures
 * @param profile other profile artefacts; null without any
 * @param regressionTolerancePercent tolerance for runs that take this document as their baseline;
 *     null for the default
 */
public record BenchmarkDocument(
    String timestamp,
    String scenario,
    @JsonInclude(JsonInclude.Include.ALWAYS) String label,
    ObjectNode config,
    String configHash,
    Dataset dataset,
    ObjectNode environment,
    SeriesStats summary,
    Map<String, Step> steps,
    JobMetrics jobMetrics,
    Resources resources,
    AdapterTimings adapterTimings,
    ArrayNode runs,
    ObjectNode processMetrics,
    List<String> warnings,
    List<FlameGraph> flameGraphs,
    ObjectNode profile,
    Double regressionTolerancePercent) {

  /** Identifies machine and JDK: numbers of different fingerprints are not comparable. */
  public String fingerprint() {
    return environment.get("fingerprint").stringValue();
  }

  /**
   * Writes the document: UTF-8, two-space indent.
   *
   * @throws IllegalStateException it does not keep its own schema, which is a fault of the writer
   */
  public void write(Path file) {
    DocumentSchema.violation(JsonFiles.mapper().valueToTree(this))
        .ifPresent(
            violation -> {
              throw new IllegalStateException(
                  file
                      + " would not keep the schema: "
                      + violation.place()
                      + ": "
                      + violation.what());
            });
    JsonFiles.write(file, this);
  }

  /**
   * Reads a stored document and checks it against its schema. Unknown fields are ignored.
   *
   * @throws InputException naming the field when a mandatory one is missing or wrong
   */
  public static BenchmarkDocument read(Path file) {
    JsonField root = JsonFiles.read(file);
    if (root.isArray()) {
      throw root.problem(
          "is a list, not a benchmark document",
          "turn a JMH result into a document with 'convert' first");
    }
    JsonField environment = root.get("environment");
    environment.get("fingerprint").text();
    Map<String, Step> steps = new TreeMap<>();
    root.get("steps").object();
    root.get("steps").members().forEach((key, step) -> steps.put(key, Step.read(key, step)));
    ObjectNode whole = root.object();
    BenchmarkDocument document =
        new BenchmarkDocument(
            root.get("timestamp").text(),
            root.get("scenario").text(),
            root.get("label").textOr(null),
            root.get("config").object(),
            root.get("configHash").text(),
            Dataset.read(root.get("dataset")),
            environment.object(),
            SeriesStats.read(root.get("summary")),
            steps,
            JobMetrics.read(root.get("jobMetrics")),
            Resources.read(root.get("resources")),
            AdapterTimings.read(root.get("adapterTimings")),
            root.get("runs").isArray() ? (ArrayNode) root.get("runs").node() : whole.arrayNode(),
            root.get("processMetrics").objectOrNull(),
            root.get("warnings").itemsOrNone().stream().map(JsonField::text).toList(),
            root.get("flameGraphs").itemsOrNone().stream().map(FlameGraph::read).toList(),
            root.get("profile").objectOrNull(),
            root.get("regressionTolerancePercent").numberOrNull());
    DocumentSchema.violation(whole)
        .ifPresent(
            violation -> {
              throw new InputException(
                  root.file(),
                  violation.place(),
                  violation.what(),
                  "the form is that of perf-gate/schema/benchmark.schema.json; measure again");
            });
    return document;
  }
}
