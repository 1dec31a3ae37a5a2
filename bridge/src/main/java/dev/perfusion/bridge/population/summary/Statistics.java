package dev.perfusion.bridge.population.summary;

/**
 * What modellers look at in many values of one quantity.
 *
 * <p>With n values x, NaN left out: mean = sum/n, sd = sqrt(sum (x - mean)^2 / (n - 1)), both with
 * compensated sums (A. Neumaier, ZAMM 54, 1974); the geometric mean is that of the positive values;
 * percentile q is x[k] + (h - k) (x[k + 1] - x[k]) of the sorted values, with h = (n - 1) q and k
 * the whole part of h. The order of the values does not matter for percentiles and counts, and for
 * the rest decides the last bits only; it is always that of the runs.
 *
 * @param count values that are no NaN
 * @param mean arithmetic mean; NaN without values
 * @param deviation standard deviation; NaN with fewer than two values
 * @param geometricMean NaN without positive values
 * @param notPositive values that the geometric mean leaves out: zero and below
 * @param percentiles 5, 25, 50, 75 and 95 %; NaN without values
 */
public record Statistics(
    int count,
    double mean,
    double deviation,
    double geometricMean,
    int notPositive,
    double[] percentiles) {
  /** The percentiles, as fractions. */
  public static final double[] FRACTIONS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** After so many factors below 2 the product is split anew. */
  private static final int FACTORS = 512;

  private static final int SUBNORMAL_SHIFT = 54;

  /**
   * Of the first {@code length} values, whose order is lost.
   *
   * @param values scratch space
   */
  static Statistics of(double[] values, int length) {
    int n = 0;
    for (int i = 0; i < length; i++) {
      if (!Double.isNaN(values[i])) {
        values[n++] = values[i];
      }
    }
    double mean = sum(values, n, 0, false) / n;
    double deviation = Math.sqrt(sum(values, n, mean, true) / (n - 1));
    int positive = 0;
    for (int i = 0; i < n; i++) {
      positive += values[i] > 0 ? 1 : 0;
    }
    double geometric = geometricMean(values, n, positive);
    return new Statistics(
        n,
        n == 0 ? Double.NaN : mean,
        n < 2 ? Double.NaN : deviation,
        geometric,
        n - positive,
        percentiles(values, n));
  }

  /** Sum of the values, or of the squares of their distances from a centre. */
  private static double sum(double[] values, int n, double centre, boolean squares) {
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < n; i++) {
      double distance = values[i] - centre;
      double term = squares ? distance * distance : distance;
      double next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    }
    // Where infinity is involved the compensation is NaN.
    return Double.isNaN(lost) ? sum : sum + lost;
  }

  /** Mantissas are multiplied and exponents added, so that few logarithms are taken. */
  private static double geometricMean(double[] values, int n, int positive) {
    if (positive == 0) {
      return Double.NaN;
    }
    double product = 1;
    long exponents = 0;
    int factors = 0;
    for (int i = 0; i < n; i++) {
      double value = values[i];
      if (!(value > 0)) {
        continue;
      }
      if (value == Double.POSITIVE_INFINITY) {
        return value;
      }
      if (value < Double.MIN_NORMAL) {
        value *= 1L << SUBNORMAL_SHIFT;
        exponents -= SUBNORMAL_SHIFT;
      }
      int exponent = Math.getExponent(value);
      exponents += exponent;
      product *= Math.scalb(value, -exponent);
      if (++factors == FACTORS) {
        int split = Math.getExponent(product);
        exponents += split;
        product = Math.scalb(product, -split);
        factors = 0;
      }
    }
    long whole = Math.floorDiv(exponents, (long) positive);
    double rest = (exponents - whole * positive) * Math.log(2) + Math.log(product);
    return Math.scalb(Math.exp(rest / positive), (int) whole);
  }

  private static double[] percentiles(double[] values, int n) {
    double[] result = new double[FRACTIONS.length];
    if (n == 0) {
      java.util.Arrays.fill(result, Double.NaN);
      return result;
    }
    int[] ranks = new int[2 * FRACTIONS.length];
    for (int i = 0; i < FRACTIONS.length; i++) {
      int k = (int) ((n - 1) * FRACTIONS[i]);
      ranks[2 * i] = k;
      ranks[2 * i + 1] = Math.min(k + 1, n - 1);
    }
    double[] ranked = OrderStatistics.of(values, n, ranks);
    for (int i = 0; i < FRACTIONS.length; i++) {
      double below = ranked[2 * i];
      double above = ranked[2 * i + 1];
      double weight = (n - 1) * FRACTIONS[i] - ranks[2 * i];
      // Two equal infinities have no difference.
      result[i] = weight == 0 || below == above ? below : below + weight * (above - below);
    }
    return result;
  }
}
