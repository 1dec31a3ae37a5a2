package dev.perfusion.gate.jmh;

import dev.perfusion.gate.json.JsonField;
import java.util.Map;

/**
 * The unit of a JMH score.
 *
 * @param perOperation true for a time per operation ({@code us/op}), false for operations per time
 *     ({@code ops/s})
 * @param millis length of the time unit in milliseconds
 */
public record ScoreUnit(boolean perOperation, double millis) {
  private static final Map<String, Double> MILLIS =
      Map.of("ns", 1e-6, "us", 1e-3, "ms", 1.0, "s", 1e3, "min", 6e4, "hr", 3.6e6, "day", 8.64e7);

  /** Reads a unit; fails on one that is no time per operation and no operations per time. */
  public static ScoreUnit read(JsonField field) {
    String text = field.text();
    String[] parts = text.split("/", -1);
    if (parts.length == 2) {
      Double time = MILLIS.get(parts[1].equals("op") ? parts[0] : parts[1]);
      if (time != null && (parts[1].equals("op") || parts[0].equals("ops"))) {
        return new ScoreUnit(parts[1].equals("op"), time);
      }
    }
    throw field.problem(
        "unknown unit \"" + text + "\"", "use ns/op, us/op, ms/op, s/op or ops per such a unit");
  }

  /**
   * A time per operation in milliseconds. Division keeps decimal values as they would be written.
   */
  public double toMillis(double score) {
    return millis < 1 ? score / Math.rint(1 / millis) : score * millis;
  }

  /** Operations per second of an operations-per-time score. */
  public double toPerSecond(double score) {
    return score * 1e3 / millis;
  }
}
