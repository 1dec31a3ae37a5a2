package dev.perfusion.benchmarks.soak;

import java.util.Arrays;

/**
 * How a figure changes over equally spaced samples.
 *
 * @param first mean of the first quarter
 * @param last mean of the last quarter
 * @param slope change of the least-squares line from the first sample to the last
 */
record Trend(double first, double last, double slope) {
  private static final int QUARTERS = 4;

  /**
   * Trend of samples.
   *
   * @throws IllegalArgumentException fewer than four
   */
  static Trend of(double[] samples) {
    int n = samples.length;
    if (n < QUARTERS) {
      throw new IllegalArgumentException(n + " samples have no trend");
    }
    int quarter = n / QUARTERS;
    double mean = Arrays.stream(samples).average().orElseThrow();
    double middle = (n - 1) / 2.0;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      products += (i - middle) * (samples[i] - mean);
      squares += (i - middle) * (i - middle);
    }
    return new Trend(
        Arrays.stream(samples, 0, quarter).average().orElseThrow(),
        Arrays.stream(samples, n - quarter, n).average().orElseThrow(),
        products / squares * (n - 1));
  }

  /** Growth by the line, as a share of the first quarter. */
  double slopeShare() {
    return slope / first;
  }

  /** Growth between the quarters, as a share of the first. */
  double quarterShare() {
    return (last - first) / first;
  }

  /** Both measures of growth are at most so large, in units of the figure. */
  boolean growsAtMost(double most) {
    return slope <= most && last - first <= most;
  }

  /** Neither grown nor fallen by more than a share. */
  boolean flatWithin(double share) {
    return Math.abs(slopeShare()) <= share && Math.abs(quarterShare()) <= share;
  }
}
