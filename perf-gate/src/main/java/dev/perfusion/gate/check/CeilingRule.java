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
 * @param min the check fails below it, MB/s; only for {@link #RATE}, null for all else. Where it is
 *     not known what results lie on, it fails below the lesser of both and asks below this one
 * @param minWithObjectStorage the same where results lie in object storage; null when it is equal
 * @param source where the limit comes from; may be null
 */
public record CeilingRule(
    StepPattern steps,
    String metric,
    Double maxMs,
    Double warnMs,
    Double min,
    Double minWithObjectStorage,
    String source) {
  /** The metric that has a least value. */
  static final String RATE = "megabytesPerSecond";

  private static final List<String> METRICS =
      List.of("min", "max", "mean", "p50", "p90", "p95", "p99", RATE);

  static CeilingRule read(JsonField field) {
    JsonField metric = field.get("metric");
    String name = metric.textOr("p95");
    if (!METRICS.contains(name)) {
      throw metric.problem("unknown metric \"" + name + "\"", "use one of " + METRICS);
    }
    if (name.equals(RATE)) {
      return new CeilingRule(
          StepPattern.read(field.get("steps")),
          name,
          null,
          null,
          required(field.get("min")),
          limit(field.get("minWithObjectStorage")),
          field.get("source").textOr(null));
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
        null,
        null,
        field.get("source").textOr(null));
  }

  /** The limit shown in reports: the ceiling, else the warning limit. */
  double targetMs() {
    return maxMs != null ? maxMs : warnMs;
  }

  /** The least rate in MB/s that holds for a run. */
  double least(boolean objectStorage) {
    return objectStorage && minWithObjectStorage != null ? minWithObjectStorage : min;
  }

  private static Double required(JsonField field) {
    field.number();
    return limit(field);
  }

  private static Double limit(JsonField field) {
    Double value = field.numberOrNull();
    if (value != null && value <= 0) {
      throw field.problem("value " + value + " is no limit", "give a number above 0");
    }
    return value;
  }
}
