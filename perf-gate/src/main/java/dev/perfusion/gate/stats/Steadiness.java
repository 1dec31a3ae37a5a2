package dev.perfusion.gate.stats;

import dev.perfusion.gate.json.JsonField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a fork had been warmed up enough: no trend in the medians of its iterations.
 *
 * <p>A fork is called unsteady when both hold: the order of the medians is one that fewer than
 * {@value #LEVEL} of all orders are as monotone as (Mann, Nonparametric tests against trend, 1945,
 * exact distribution), and the trend line (median of all slopes; Sen, 1968) climbs or falls by at
 * least {@value #DRIFT_PERCENT} % over the iterations. Steady code passes the first by chance once
 * in fifty forks.
 *
 * @param iterationP50 medians in the order in which they were measured
 * @param driftPercent change along the trend line from the first to the last iteration, in percent
 *     of the median iteration; null with too few iterations
 * @param p share of all orders that are at least as monotone in this direction; null likewise
 * @param steady null when that cannot be told from so few iterations
 */
public record Steadiness(List<Double> iterationP50, Double driftPercent, Double p, Boolean steady) {
  /** Fewer iterations cannot be so monotone. */
  static final int LEAST_ITERATIONS = 5;

  private static final double LEVEL = 0.01;
  private static final double DRIFT_PERCENT = 5;

  /** Judges a fork by the medians of its iterations, in their order. */
  public static Steadiness of(List<Double> medians) {
    int n = medians.size();
    if (n < LEAST_ITERATIONS) {
      return new Steadiness(medians, null, null, null);
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int up = 0;
    int down = 0;
    int k = 0;
    for (int j = 1; j < n; j++) {
      for (int i = 0; i < j; i++) {
        double rise = medians.get(j) - medians.get(i);
        slopes[k++] = rise / (j - i);
        up += rise > 0 ? 1 : 0;
        down += rise < 0 ? 1 : 0;
      }
    }
    double p = shareWithAtMost(n, slopes.length - Math.max(up, down));
    double middle = median(medians.stream().mapToDouble(Double::doubleValue).toArray());
    double drift = middle == 0 ? 0 : 100 * median(slopes) * (n - 1) / middle;
    return new Steadiness(medians, drift, p, p > LEVEL || Math.abs(drift) < DRIFT_PERCENT);
  }

  /** Reads what a document holds. */
  public static Steadiness read(JsonField field) {
    JsonField steady = field.get("steady");
    return new Steadiness(
        field.get("iterationP50").items().stream().map(JsonField::number).toList(),
        field.get("driftPercent").numberOrNull(),
        field.get("p").numberOrNull(),
        steady.isPresent() ? Boolean.valueOf(steady.node().booleanValue()) : null);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Share of the orders of n values that have at most so many pairs the wrong way round. */
  private static double shareWithAtMost(int n, int inversions) {
    // The value that joins m others stands before 0 to m of them, each as likely.
    List<Double> shares = new ArrayList<>(List.of(1.0));
    for (int m = 1; m < n; m++) {
      double[] next = new double[shares.size() + m];
      for (int have = 0; have < shares.size(); have++) {
        for (int more = 0; more <= m; more++) {
          next[have + more] += shares.get(have) / (m + 1);
        }
      }
      shares = new ArrayList<>(Arrays.stream(next).boxed().toList());
    }
    return shares.stream().limit(inversions + 1L).mapToDouble(Double::doubleValue).sum();
  }
}
