package dev.perfusion.gate.convert;

import dev.perfusion.gate.json.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * SHA-256 over the canonical JSON of the run configuration: the scenario, {@code config} without
 * the places of files and servers ({@code simulationFile, baseUrl, outputDir}), the data set's
 * SHA-256, and per step its key, batch sizes and JMH settings (mode, threads, forks, warm-up and
 * measurement). Times, results, machine, commit and label do not enter.
 */
final class ConfigHash {
  private static final List<String> PLACES = List.of("simulationFile", "baseUrl", "outputDir");

  private ConfigHash() {}

  static String of(RunMetadata meta, Map<MeasuredBenchmark, MatchedResults> matches) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.put("scenario", meta.scenario());
    ObjectNode config = meta.config().deepCopy();
    config.remove(PLACES);
    input.set("config", config);
    input.put("dataset", meta.dataset().sha256());
    Map<String, ObjectNode> steps = new TreeMap<>();
    for (MeasuredBenchmark entry : meta.entries()) {
      ObjectNode step = JsonNodeFactory.instance.objectNode();
      step.put("step", entry.step().toString());
      step.put("operationsPerInvocation", entry.operationsPerInvocation());
      step.put("batchSize", entry.batchSize());
      ArrayNode jmh = step.putArray("jmh");
      matches
          .get(entry)
          .all()
          .forEach(
              result ->
                  jmh.addObject()
                      .put("mode", result.mode().wireName())
                      .put("threads", result.threads())
                      .set("settings", result.settings()));
      steps.put(entry.step().toString(), step);
    }
    ArrayNode list = input.putArray("steps");
    steps.values().forEach(list::add);
    return CanonicalJson.sha256(input);
  }
}
