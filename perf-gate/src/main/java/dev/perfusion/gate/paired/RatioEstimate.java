package dev.perfusion.gate.paired;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The mean log ratio over pairs of processes and what can be said about the true one: Student's t,
 * the pair being the unit. The logarithm of a ratio of two alike noises is symmetric about the
 * truth whatever the skew of the noise, which is what keeps the interval right at few pairs;
 * docs/perf-gate.md has the coverage measured against bootstrap intervals.
 *
 * @param pairs how many, at least 2
 * @param mean mean of the log ratios
 * @param standardError of the mean
 */
public record RatioEstimate(int pairs, double mean, double standardError) {
  /** A plan has a handful of levels; resampling asks for them a million times. */
  private static final Map<Level, Double> QUANTILES = new ConcurrentHashMap<>();

  private record Level(double freedom, double alpha) {}

  /**
   * The estimate from one log ratio per pair.
   *
   * @throws IllegalArgumentException fewer than two pairs
   */
  public static RatioEstimate of(double... logRatios) {
    int n = logRatios.length;
    if (n < 2) {
      throw new IllegalArgumentException(n + " pairs give no interval");
    }
    double sum = 0;
    for (double x : logRatios) {
      sum += x;
    }
    double mean = sum / n;
    double squares = 0;
    for (double x : logRatios) {
      squares += (x - mean) * (x - mean);
    }
    return new RatioEstimate(n, mean, Math.sqrt(squares / (n - 1) / n));
  }

  /** The ratio: exp of the mean log ratio. */
  public double ratio() {
    return StrictMath.exp(mean);
  }

  /** Standard deviation of the log ratio of one pair. */
  public double pairSpread() {
    return standardError * Math.sqrt(pairs);
  }

  /** The lower bound that the truth is below with probability {@code alpha}, one-sided. */
  public double lower(double alpha) {
    return StrictMath.exp(mean - quantile(alpha) * standardError);
  }

  /** The upper bound that the truth is above with probability {@code alpha}, one-sided. */
  public double upper(double alpha) {
    return StrictMath.exp(mean + quantile(alpha) * standardError);
  }

  /** One-sided p value of "the true ratio is at most {@code ratio}". */
  public double pAtMost(double ratio) {
    return p(mean - StrictMath.log(ratio));
  }

  /** One-sided p value of "the true ratio is at least {@code ratio}". */
  public double pAtLeast(double ratio) {
    return p(StrictMath.log(ratio) - mean);
  }

  private double p(double excess) {
    if (standardError == 0) {
      return excess > 0 ? 0 : 1;
    }
    return new TDistribution(pairs - 1.0).cumulativeProbability(-excess / standardError);
  }

  /**
   * The smallest true ratio that a rule would find with probability {@code power} at this noise.
   *
   * @param ratio least ratio that the rule asks for
   * @param floor what the lower bound has to be above
   * @param alpha one-sided level of the lower bound
   */
  public double detectable(double ratio, double floor, double alpha, double power) {
    double needed =
        Math.max(StrictMath.log(ratio), StrictMath.log(floor) + quantile(alpha) * standardError);
    return StrictMath.exp(needed + quantile(1 - power) * standardError);
  }

  private double quantile(double alpha) {
    return QUANTILES.computeIfAbsent(
        new Level(pairs - 1, alpha),
        level -> -new TDistribution(level.freedom()).inverseCumulativeProbability(level.alpha()));
  }
}
