package dev.perfusion.bridge.task;

import dev.perfusion.bridge.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The report of a sensitivity analysis: names and columns as the predecessor has them. */
final class SensitivityReport {
  private static final double NOTHING = 1e-12;
  private static final double PERCENT = 100;

  private final String simulationId;
  private final String resultsId;
  private final SensitivityPlan plan;
  private final SensitivityTask.Outcome baseline;
  private final List<SensitivityTask.Outcome> outcomes;

  /**
   * @param baseline null when it was not asked for
   * @param outcomes one per scenario
   */
  SensitivityReport(
      String simulationId,
      String resultsId,
      SensitivityPlan plan,
      SensitivityTask.Outcome baseline,
      List<SensitivityTask.Outcome> outcomes) {
    this.simulationId = simulationId;
    this.resultsId = resultsId;
    this.plan = plan;
    this.baseline = baseline;
    this.outcomes = outcomes;
  }

  ObjectNode json() {
    ObjectNode report = Json.mapper().createObjectNode();
    report.put("simulation_id", simulationId);
    report.put("model_path", plan.recipe().source().label());
    metrics(report.putArray("baseline_metrics"), baseline);
    ArrayNode scenarios = report.putArray("scenarios");
    ArrayNode failures = report.putArray("failures");
    if (baseline != null && baseline.error() != null) {
      failures.add("baseline:failed:" + baseline.error());
    }
    for (int i = 0; i < outcomes.size(); i++) {
      SensitivityPlan.Scenario scenario = plan.scenarios().get(i);
      SensitivityTask.Outcome outcome = outcomes.get(i);
      ObjectNode node = scenarios.addObject();
      node.put("scenario_id", scenario.id());
      node.put("simulation_id", simulationId);
      node.put("parameter_path", scenario.path());
      node.put("percent_change", scenario.delta());
      node.put("absolute_value", scenario.value());
      node.put("job_id", resultsId);
      node.put("job_status", status(outcome));
      node.put("run_id", resultsId + "." + scenario.id());
      node.putNull("results_id");
      node.put("error", outcome.error());
      metrics(node.putArray("metrics"), outcome);
      ObjectNode deltas = node.putObject("delta_percent");
      if (outcome.metrics() != null) {
        outcome
            .metrics()
            .forEach(
                (path, curve) -> {
                  ObjectNode one = deltas.putObject(path);
                  plan.metrics()
                      .forEach(name -> put(one, name, change(path, name, curve.figures())));
                });
      }
      if (outcome.error() != null) {
        failures.add(scenario.id() + ":failed:" + outcome.error());
      }
    }
    return report;
  }

  private void metrics(ArrayNode target, SensitivityTask.Outcome outcome) {
    if (outcome == null || outcome.metrics() == null) {
      return;
    }
    outcome
        .metrics()
        .forEach(
            (path, curve) -> {
              ObjectNode node = target.addObject();
              node.put("parameter", path).put("unit", curve.unit());
              curve.figures().forEach((name, value) -> put(node, name, value));
            });
  }

  /** A number, or null where there is none. */
  private static void put(ObjectNode node, String name, Double value) {
    if (value == null || !Double.isFinite(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  /** Change against the baseline in percent; null when that cannot be said. */
  private Double change(String path, String name, Map<String, Double> figures) {
    SensitivityTask.Curve before =
        baseline == null || baseline.metrics() == null ? null : baseline.metrics().get(path);
    if (before == null) {
      return null;
    }
    double was = before.figures().get(name);
    return Math.abs(was) > NOTHING
        ? Double.valueOf(PERCENT * (figures.get(name) - was) / was)
        : null;
  }

  private static String status(SensitivityTask.Outcome outcome) {
    return outcome.error() == null ? "succeeded" : "failed";
  }

  /** One row per scenario and output, one without figures for a scenario that failed; CRLF. */
  byte[] csv() {
    StringBuilder out = new StringBuilder();
    List<String> header =
        new ArrayList<>(
            List.of(
                "scenario_id",
                "parameter_path",
                "percent_change",
                "absolute_value",
                "job_status",
                "error",
                "metric",
                "unit"));
    header.addAll(plan.metrics());
    plan.metrics().forEach(name -> header.add("delta_" + name + "_percent"));
    row(out, header);
    for (int i = 0; i < outcomes.size(); i++) {
      SensitivityPlan.Scenario scenario = plan.scenarios().get(i);
      SensitivityTask.Outcome outcome = outcomes.get(i);
      Consumer<List<String>> line =
          rest -> {
            List<String> cells = new ArrayList<>();
            cells.add(scenario.id());
            cells.add(scenario.path());
            cells.add(Double.toString(scenario.delta()));
            cells.add(Double.toString(scenario.value()));
            cells.add(status(outcome));
            cells.add(outcome.error() == null ? "" : outcome.error());
            cells.addAll(rest);
            while (cells.size() < header.size()) {
              cells.add("");
            }
            row(out, cells);
          };
      if (outcome.metrics() == null) {
        line.accept(List.of());
        continue;
      }
      outcome
          .metrics()
          .forEach(
              (path, curve) -> {
                List<String> rest = new ArrayList<>(List.of(path, curve.unit()));
                plan.metrics().forEach(name -> rest.add(text(curve.figures().get(name))));
                plan.metrics().forEach(name -> rest.add(text(change(path, name, curve.figures()))));
                line.accept(rest);
              });
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Double value) {
    return value == null || !Double.isFinite(value) ? "" : value.toString();
  }

  private static void row(StringBuilder out, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      boolean quoted = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      out.append(i == 0 ? "" : ",");
      out.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    out.append("\r\n");
  }
}
