package dev.perfusion.gate.stats;

import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import java.util.List;

/**
 * The statistics of one series, unrounded. The unit is that of the series. A series without samples
 * has only a count of 0; all other components are null.
 *
 * <p>A percentile that was read from a file but is no number is NaN.
 *
 * @param count samples, weights counted
 * @param min smallest sample
 * @param max largest sample
 * @param mean arithmetic mean
 * @param p50 median
 * @param p90 90th percentile
 * @param p95 95th percentile
 * @param p99 99th percentile
 */
public record SeriesStats(
    long count,
    Double min,
    Double max,
    Double mean,
    Double p50,
    Double p90,
    Double p95,
    Double p99) {
  private static final List<String> NAMES =
      List.of("min", "max", "mean", "p50", "p90", "p95", "p99");

  /** Of the last digits, where sums are added up in another order. */
  private static final double ROUNDING = 1e-9;

  /** The statistics of samples; percentiles as {@link Samples#quantile}. */
  public static SeriesStats of(Samples samples) {
    if (samples.count() == 0) {
      return empty();
    }
    return new SeriesStats(
        samples.count(),
        samples.value(0),
        samples.value(samples.size() - 1),
        samples.mean(),
        samples.quantile(0.50),
        samples.quantile(0.90),
        samples.quantile(0.95),
        samples.quantile(0.99));
  }

  /** A series that was not measured. */
  public static SeriesStats empty() {
    return new SeriesStats(0, null, null, null, null, null, null, null);
  }

  /** Reads a series; the count is mandatory. */
  public static SeriesStats read(JsonField field) {
    long count = field.get("count").wholeNumber(0);
    return new SeriesStats(
        count,
        metric(field.get("min")),
        metric(field.get("max")),
        metric(field.get("mean")),
        metric(field.get("p50")),
        metric(field.get("p90")),
        metric(field.get("p95")),
        metric(field.get("p99")));
  }

  /**
   * Holds statistics of a file against the samples that stand beside them. One that is missing or
   * no number is left alone: it was not measured.
   *
   * @param field where they stand
   * @throws InputException one of them is not that of the samples
   */
  public void mustBeThoseOf(Samples samples, JsonField field) {
    SeriesStats computed = of(samples);
    if (count != computed.count) {
      throw doesNotFollow(field.get("count"), count, computed.count);
    }
    for (String name : NAMES) {
      Double is = metric(name);
      Double should = computed.metric(name);
      if (is != null && !is.isNaN() && !(should != null && near(is, should))) {
        throw doesNotFollow(field.get(name), is, should);
      }
    }
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
  }

  private static InputException doesNotFollow(JsonField field, Number is, Number should) {
    return field.problem(
        "value " + is + " is not that of the histogram, which gives " + should,
        "the document was changed; measure again");
  }

  /** The statistic of a name ({@code min max mean p50 p90 p95 p99}); null when not measured. */
  public Double metric(String name) {
    return switch (name) {
      case "min" -> min;
      case "max" -> max;
      case "mean" -> mean;
      case "p50" -> p50;
      case "p90" -> p90;
      case "p95" -> p95;
      case "p99" -> p99;
      default -> throw new IllegalArgumentException("no statistic is called " + name);
    };
  }

  private static Double metric(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    return field.node().isNumber() ? field.number() : Double.NaN;
  }
}
