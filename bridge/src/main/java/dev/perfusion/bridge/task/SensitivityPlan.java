package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.model.UnitException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One parameter at a time, each set to base · (1 + delta).
 *
 * @param metrics names as {@link CurveFigures} has them
 * @param includeBaseline report the unchanged run and what changes against it
 */
public record SensitivityPlan(
    RunRecipe recipe, List<Scenario> scenarios, List<String> metrics, boolean includeBaseline) {
  private static final int MAX_SCENARIOS = 1000;
  private static final int PER_MILLE = 1000;

  public SensitivityPlan {
    scenarios = List.copyOf(scenarios);
    metrics = List.copyOf(metrics);
  }

  /**
   * A run with one other value.
   *
   * @param id unique in the plan
   * @param delta wanted change as a fraction
   * @param value base unit, within the bounds
   */
  public record Scenario(String id, String path, double delta, double value) {}

  /**
   * What shall be varied.
   *
   * @param deltas changes as fractions: 0.1 is 10 % more
   * @param unit of bounds and baseline; null for the base unit
   * @param low smallest value; null for none
   * @param high largest value; null for none
   * @param baseline value to start from where the model has none; null for none
   */
  public record Variation(
      String path, List<Double> deltas, String unit, Double low, Double high, Double baseline) {}

  /**
   * Works out the runs.
   *
   * @throws BridgeException {@code NotFound} for a path that is none; {@code InvalidInput} for what
   *     cannot be varied
   */
  public static SensitivityPlan of(
      RunRecipe recipe,
      AdapterSession model,
      List<Variation> variations,
      List<String> metrics,
      boolean includeBaseline) {
    List<Scenario> scenarios = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Variation variation : variations) {
      QuantityInfo quantity = quantity(model, variation.path());
      if (quantity.kind() == QuantityInfo.Kind.OBSERVER) {
        throw BridgeException.invalid(
            "parameters",
            variation.path() + " is an observer: it is computed",
            "vary a parameter or the initial value of a species");
      }
      converted(model, variation, variation.baseline(), Double.NaN);
      double base = base(model, variation);
      double low = converted(model, variation, variation.low(), Double.NEGATIVE_INFINITY);
      double high = converted(model, variation, variation.high(), Double.POSITIVE_INFINITY);
      if (low > high) {
        throw BridgeException.invalid(
            "parameters",
            variation.path() + ": bounds " + variation.low() + " to " + variation.high(),
            "give the lower bound first");
      }
      for (double delta : variation.deltas()) {
        double value = Math.min(high, Math.max(low, base * (1 + delta)));
        scenarios.add(
            new Scenario(id(variation.path(), delta, ids), quantity.path(), delta, value));
      }
    }
    if (scenarios.size() > MAX_SCENARIOS) {
      throw BridgeException.invalid(
          "parameters",
          scenarios.size() + " runs are asked for",
          "allowed are at most " + MAX_SCENARIOS + " deltas of all parameters together");
    }
    return new SensitivityPlan(recipe, scenarios, CurveFigures.names(metrics), includeBaseline);
  }

  private static QuantityInfo quantity(AdapterSession model, String path) {
    try {
      return model.quantity(path);
    } catch (BridgeException e) {
      throw e.ofField("parameters");
    }
  }

  private static double base(AdapterSession model, Variation variation) {
    double value = model.value(variation.path());
    if (Double.isFinite(value)) {
      return value;
    }
    if (variation.baseline() == null) {
      throw BridgeException.invalid(
          "parameters",
          variation.path() + " has no value in the model (" + value + ")",
          "give baselineValue");
    }
    return converted(model, variation, variation.baseline(), Double.NaN);
  }

  private static double converted(
      AdapterSession model, Variation variation, Double value, double missing) {
    if (variation.unit() == null) {
      return value == null ? missing : value;
    }
    UnitConverter converter = model.converter(variation.path());
    try {
      // A unit that is none is refused also where there is nothing to convert.
      double stored = converter.toStored(value == null ? 0 : value, variation.unit());
      return value == null ? missing : stored;
    } catch (UnitException e) {
      throw BridgeException.invalid(
          "parameters", variation.path() + ": " + e.getMessage(), "leave unit out for base units");
    }
  }

  private static String id(String path, double delta, Set<String> taken) {
    String plain = path.replaceAll("[^\\p{L}\\p{N}_-]", "_") + "_" + Math.round(delta * PER_MILLE);
    String id = plain;
    for (int i = 2; !taken.add(id); i++) {
      id = plain + "_" + i;
    }
    return id;
  }

  ObjectNode json() {
    ObjectNode node = Json.mapper().createObjectNode();
    node.set("recipe", recipe.json());
    node.set("scenarios", Json.tree(scenarios));
    node.set("metrics", Json.tree(metrics));
    return node.put("includeBaseline", includeBaseline);
  }

  static SensitivityPlan of(JsonNode node) {
    List<Scenario> scenarios = new ArrayList<>();
    for (JsonNode one : node.path("scenarios")) {
      scenarios.add(Json.mapper().treeToValue(one, Scenario.class));
    }
    List<String> metrics = new ArrayList<>();
    node.path("metrics").forEach(name -> metrics.add(name.stringValue()));
    return new SensitivityPlan(
        RunRecipe.of(node.path("recipe")),
        scenarios,
        metrics,
        node.path("includeBaseline").booleanValue());
  }
}
