package dev.perfusion.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Which tools are called how often, drawn at random from a seed: the same number of a visit always
 * gives the same tool.
 *
 * @param weights share of each tool, relative to their sum; all above 0
 */
public record ToolMix(Map<String, Integer> weights) {
  /** What a user does who sets, runs and looks. */
  public static final ToolMix DEFAULT =
      parse(
          "get_parameter_value=60,set_parameter_value=20,get_job_status=10,run_simulation=5,"
              + "get_results=3,calculate_pk_parameters=2");

  /** Copies. */
  public ToolMix {
    weights = new LinkedHashMap<>(weights);
  }

  /**
   * Reads {@code tool} or {@code tool=weight,tool=weight}.
   *
   * @throws IllegalArgumentException a tool that a load does not know, or a weight below 1
   */
  public static ToolMix parse(String text) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      int weight;
      try {
        weight = pair.length == 1 ? 1 : Integer.parseInt(pair[1]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + part + "' is not TOOL=WEIGHT", e);
      }
      if (pair.length > 2 || weight < 1) {
        throw new IllegalArgumentException("'" + part + "' is not TOOL=WEIGHT");
      }
      if (!ToolUser.TOOLS.contains(pair[0])) {
        throw new IllegalArgumentException(
            "unknown tool '" + pair[0] + "'; known: " + String.join(", ", ToolUser.TOOLS));
      }
      weights.merge(pair[0], weight, Integer::sum);
    }
    return new ToolMix(weights);
  }

  /** The tool of a visit. */
  String tool(long seed, long number) {
    int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
    int at = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L).nextInt(sum);
    for (Map.Entry<String, Integer> entry : weights.entrySet()) {
      at -= entry.getValue();
      if (at < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("weights do not add up: " + weights);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return weights.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
