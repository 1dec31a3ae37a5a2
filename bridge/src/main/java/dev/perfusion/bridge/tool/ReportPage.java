package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of the report of a sensitivity analysis as fits in an answer: whole scenarios, of some
 * outputs when one scenario with all of them is too long.
 */
final class ReportPage {
  /** What surrounds the scenarios. */
  private static final int BYTES_AROUND = 2000;

  private static final int CLOSEST = 5;
  private static final String SCENARIOS = "scenarios";
  private static final String METRICS = "metrics";
  private static final String DELTAS = "delta_percent";
  private static final String BASELINE = "baseline_metrics";

  private final JsonNode whole;
  private final JsonNode scenarios;

  /** The part. */
  final ObjectNode report;

  /** What is missing and how to get it; null when nothing is. */
  final String cut;

  /** Where the next page goes on; null on the last one. */
  final String nextCursor;

  /**
   * @param paths outputs wanted, paths or globs; null or empty for all
   * @param maxBytes most bytes of the answer
   * @param cursor where to begin; null for the start
   * @throws BridgeException {@code NotFound} for a path without an output; {@code InvalidInput} for
   *     a cursor that was not given out
   */
  ReportPage(JsonNode whole, List<String> paths, int maxBytes, String cursor) {
    this.whole = whole;
    this.scenarios = whole.path(SCENARIOS);
    Set<String> all = outputs();
    Set<String> wanted = wanted(all, paths);
    int from = cursor == null ? 0 : place(cursor);
    Map<String, Long> costs = costs(from);
    long room = (long) maxBytes - BYTES_AROUND;
    Set<String> shown = new LinkedHashSet<>();
    for (String output : wanted) {
      room -= costs.getOrDefault(output, 0L);
      if (room < 0 && !shown.isEmpty()) {
        break;
      }
      shown.add(output);
    }
    this.report = frame(shown);
    ArrayNode target = report.putArray(SCENARIOS);
    room = (long) maxBytes - BYTES_AROUND - Json.bytes(report).length;
    int to = from;
    while (to < scenarios.size()) {
      ObjectNode next = scenario(to, shown);
      room -= Json.bytes(next).length;
      if (room < 0 && to > from) {
        break;
      }
      target.add(next);
      to++;
    }
    failures(from, to);
    this.nextCursor = to < scenarios.size() ? Integer.toString(to) : null;
    this.cut = cut(wanted.size() - shown.size(), from, to);
  }

  private Set<String> outputs() {
    Set<String> all = new LinkedHashSet<>();
    whole.path(BASELINE).forEach(one -> all.add(name(one)));
    scenarios.forEach(s -> s.path(METRICS).forEach(one -> all.add(name(one))));
    return all;
  }

  private static String name(JsonNode metrics) {
    return metrics.path("parameter").asString("");
  }

  private static Set<String> wanted(Set<String> all, List<String> paths) {
    if (paths == null || paths.isEmpty()) {
      return all;
    }
    Set<String> wanted = new LinkedHashSet<>();
    for (String path : paths) {
      PathPattern pattern = PathPattern.of(path);
      List<String> hits =
          all.stream()
              .filter(o -> o.equals(path) || pattern.isGlob() && pattern.matches(o))
              .toList();
      if (hits.isEmpty()) {
        throw BridgeException.notFound(
            "paths",
            "no output \"" + path + "\" in this report",
            "closest: "
                + String.join(", ", Similarity.closest(path.replace("*", ""), all, CLOSEST)));
      }
      wanted.addAll(hits);
    }
    return wanted;
  }

  private int place(String cursor) {
    if (cursor.matches("[0-9]{1,9}")) {
      int place = Integer.parseInt(cursor);
      if (place > 0 && place < scenarios.size()) {
        return place;
      }
    }
    throw BridgeException.invalid(
        "cursor",
        "cursor \"" + cursor + "\" is not one of this report",
        "leave cursor out for the first page, then pass nextCursor unchanged");
  }

  /** Bytes of each output in the unchanged run and in a scenario. */
  private Map<String, Long> costs(int from) {
    Map<String, Long> costs = new HashMap<>();
    for (JsonNode one : whole.path(BASELINE)) {
      costs.merge(name(one), (long) Json.bytes(one).length, Long::sum);
    }
    JsonNode first = scenarios.path(from);
    for (JsonNode one : first.path(METRICS)) {
      costs.merge(name(one), (long) Json.bytes(one).length, Long::sum);
    }
    for (Map.Entry<String, JsonNode> one : first.path(DELTAS).properties()) {
      long bytes = Json.bytes(one.getKey()).length + Json.bytes(one.getValue()).length;
      costs.merge(one.getKey(), bytes, Long::sum);
    }
    return costs;
  }

  /** The report without scenarios. */
  private ObjectNode frame(Set<String> outputs) {
    ObjectNode frame = Json.mapper().createObjectNode();
    for (Map.Entry<String, JsonNode> one : whole.properties()) {
      if (!one.getValue().isArray()) {
        frame.set(one.getKey(), one.getValue());
      }
    }
    copy(whole.path(BASELINE), outputs, frame.putArray(BASELINE));
    return frame;
  }

  private ObjectNode scenario(int index, Set<String> outputs) {
    ObjectNode part = Json.mapper().createObjectNode();
    for (Map.Entry<String, JsonNode> one : scenarios.get(index).properties()) {
      switch (one.getKey()) {
        case METRICS -> copy(one.getValue(), outputs, part.putArray(METRICS));
        case DELTAS -> {
          ObjectNode deltas = part.putObject(DELTAS);
          for (Map.Entry<String, JsonNode> delta : one.getValue().properties()) {
            if (outputs.contains(delta.getKey())) {
              deltas.set(delta.getKey(), delta.getValue());
            }
          }
        }
        default -> part.set(one.getKey(), one.getValue());
      }
    }
    return part;
  }

  /** What went wrong in the scenarios of this page, and in the unchanged run. */
  private void failures(int from, int to) {
    Set<String> ids = new HashSet<>(Set.of("baseline"));
    for (int i = from; i < to; i++) {
      ids.add(scenarios.get(i).path("scenario_id").asString(""));
    }
    ArrayNode failures = report.putArray("failures");
    for (JsonNode failure : whole.path("failures")) {
      if (ids.contains(failure.asString("").replaceFirst(":.*", ""))) {
        failures.add(failure);
      }
    }
  }

  private static void copy(JsonNode metrics, Set<String> outputs, ArrayNode target) {
    for (JsonNode one : metrics) {
      if (outputs.contains(name(one))) {
        target.add(one);
      }
    }
  }

  private String cut(int outputsLeftOut, int from, int to) {
    StringBuilder cut = new StringBuilder();
    if (outputsLeftOut > 0) {
      cut.append(outputsLeftOut)
          .append(" outputs are left out: name them in paths, or raise maxBytes. ");
    }
    if (from > 0 || to < scenarios.size()) {
      cut.append("Scenarios ").append(from + 1).append(" to ").append(to).append(" of ");
      cut.append(scenarios.size()).append(" are here");
      cut.append(to < scenarios.size() ? "; pass nextCursor for more. " : ". ");
    }
    return cut.isEmpty() ? null : cut.append("The artefact has all of it as CSV.").toString();
  }
}
