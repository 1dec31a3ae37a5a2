package dev.perfusion.gate.check;

import dev.perfusion.gate.json.JsonField;
import java.util.List;

/**
 * An absolute limit for some steps.
 *
 * @param steps the steps it applies to
 * @param metric the statistic it limits: min, max, mean, p50, p90, p95 or p99
 * @param maxMs the check fails above it; null for a rule that only warns
 * @param warnMs the check warns above it; null without
 * @param source where the limit comes from; may be null
 */
public record CeilingRule(
    StepPattern steps, String metric, Double maxMs, Double warnMs, String source) {
  private static final List<String> METRICS =
      List.of("min", "max", "mean", "p50", "p90", "p95", "p99");

  static CeilingRule read(JsonField field) {
    JsonField metric = field.get("metric");
    String name = metric.textOr("p95");
    if (!METRICS.contains(name)) {
      throw metric.problem("unknown metric \"" + name + "\"", "use one of " + METRICS);
    }
    Double maxMs = limit(field.get("maxMs"));
    Double warnMs = limit(field.get("warnMs"));
    if (maxMs == null && warnMs == null) {
      throw field.problem("has neither maxMs nor warnMs", "give a limit in milliseconds");
    }
    if (maxMs != null && warnMs != null && warnMs > maxMs) {
      throw field.get("warnMs").problem("value " + warnMs + " is above maxMs", "warn earlier");
    }
    return new CeilingRule(
        StepPattern.read(field.get("steps")),
        name,
        maxMs,
        warnMs,
        field.get("source").textOr(null));
  }

  /** The limit shown in reports: the ceiling, else the warning limit. */
  public double targetMs() {
    return maxMs != null ? maxMs : warnMs;
  }

  private static Double limit(JsonField field) {
    Double value = field.numberOrNull();
    if (value != null && value <= 0) {
      throw field.problem("value " + value + " is no limit", "give a number above 0");
    }
    return value;
  }
}
