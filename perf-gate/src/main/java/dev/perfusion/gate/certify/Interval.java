package dev.perfusion.gate.certify;

import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * A rate and its 95 % interval.
 *
 * @param rate between 0 and 1; NaN without trials
 * @param low lower end
 * @param high upper end
 */
public record Interval(double rate, double low, double high) {
  private static final double TAIL = 0.025;

  /** The exact interval of a count (Clopper and Pearson, Biometrika 1934). */
  static Interval exact(long hits, long trials) {
    double low = hits == 0 ? 0 : beta(hits, trials - hits + 1, TAIL);
    double high = hits == trials ? 1 : beta(hits + 1, trials - hits, 1 - TAIL);
    return new Interval(trials == 0 ? Double.NaN : hits / (double) trials, low, high);
  }

  private static double beta(long a, long b, double p) {
    return new BetaDistribution(a, b).inverseCumulativeProbability(p);
  }
}
