package dev.perfusion.gate.history;

import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the history keeps of a document.
 *
 * @param file name of the file
 * @param timestamp start of the run, ISO 8601 in UTC
 * @param label free text; null without
 * @param commit commit of the measured code; null when not known
 * @param configHash identifies the configuration
 * @param place what must be equal for two runs to be points of one series
 * @param environment machine and JDK in words
 * @param steps per step key its metrics by name; those of the whole run under the empty key
 * @param methods per step key how it was timed
 */
public record StoredRun(
    String file,
    String timestamp,
    String label,
    String commit,
    String configHash,
    Place place,
    String environment,
    Map<String, Map<String, Metric>> steps,
    Map<String, String> methods) {

  /**
   * What must be equal for two runs to be points of one series.
   *
   * @param scenario name of the suite
   * @param fingerprint identifies machine and JDK
   * @param dataset SHA-256 of the measured model file
   */
  public record Place(String scenario, String fingerprint, String dataset) {}

  /**
   * Reads what is needed of a document, which leaves out most of it: the histograms. It is not held
   * against its schema either, which was done when it was written.
   *
   * @throws InputException when it is no benchmark document
   */
  public static StoredRun read(Path file) {
    return of(file.getFileName().toString(), JsonFiles.readWithout(file, "histogram"));
  }

  static StoredRun of(String name, JsonField root) {
    JsonField environment = root.get("environment");
    Map<String, Map<String, Metric>> steps = new LinkedHashMap<>();
    Map<String, String> methods = new LinkedHashMap<>();
    steps.put("", byName(Metric.ofRun(root.object())));
    for (var step : root.get("steps").object().properties()) {
      steps.put(step.getKey(), byName(Metric.ofStep(step.getValue())));
      methods.put(step.getKey(), method(step.getValue()));
    }
    return new StoredRun(
        name,
        timestamp(root.get("timestamp")),
        root.get("label").textOr(null),
        environment.get("commit").textOr(null),
        root.get("configHash").text(),
        new Place(
            root.get("scenario").text(),
            environment.get("fingerprint").text(),
            root.get("dataset").get("sha256").text()),
        words(environment.object()),
        steps,
        methods);
  }

  /** The order of the history, and the days on its axes. */
  private static String timestamp(JsonField field) {
    String text = field.text();
    if (!text.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z")) {
      throw field.problem(
          "value \"" + text + "\" is no time in UTC", "write it like 2026-01-31T12:00:00Z");
    }
    return text;
  }

  /** Times of calls and times of batches of calls are different metrics. */
  private static String method(JsonNode step) {
    return List.of("timing", "batchSize", "mode", "benchmark").stream()
        .map(part -> step.path(part).asString("-"))
        .collect(Collectors.joining(" "));
  }

  private static String words(JsonNode environment) {
    return List.of("cpuModel", "logicalCpus", "os", "jdk").stream()
        .map(part -> part.equals("logicalCpus") ? cpus(environment) : text(environment, part))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String cpus(JsonNode environment) {
    String number = text(environment, "logicalCpus");
    return number.isEmpty() ? "" : number + " CPUs";
  }

  private static String text(JsonNode environment, String name) {
    return environment.path(name).asString("");
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    return metrics.stream()
        .collect(
            Collectors.toMap(
                Metric::name, Function.identity(), (first, second) -> first, LinkedHashMap::new));
  }
}
