package dev.perfusion.benchmarks.compare;

import java.util.Arrays;

/** Summaries of repeated measurements. */
final class Sample {
  private Sample() {}

  /** The median; NaN of nothing. */
  static double median(double... values) {
    return quantile(0.5, values);
  }

  /**
   * A quantile, linear between order statistics (Hyndman and Fan 1996, type 7); NaN of nothing.
   *
   * @param p from 0 to 1
   */
  static double quantile(double p, double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The geometric mean of positive numbers; NaN of nothing. */
  static double geometricMean(double... values) {
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN));
  }

  /**
   * The exponent of the power law y ~ x^slope that fits best: least squares of the logarithms.
   *
   * @param x positive, at least two different numbers
   * @param y positive, as many
   */
  static double logLogSlope(double[] x, double[] y) {
    double[] u = Arrays.stream(x).map(Math::log).toArray();
    double[] v = Arrays.stream(y).map(Math::log).toArray();
    double meanU = Arrays.stream(u).average().orElseThrow();
    double meanV = Arrays.stream(v).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < u.length; i++) {
      products += (u[i] - meanU) * (v[i] - meanV);
      squares += (u[i] - meanU) * (u[i] - meanU);
    }
    return products / squares;
  }
}
