package dev.perfusion.benchmarks.compare;

import java.util.SplittableRandom;

/**
 * Times of two sides that were measured in turns, one pair per round, so that what the machine does
 * meanwhile meets both.
 *
 * @param official nanoseconds per operation, one per round; empty when there is no peer
 * @param ours likewise
 */
record PairedTimes(double[] official, double[] ours) {
  private static final int RESAMPLES = 2000;
  private static final double OUTSIDE = 0.025;

  /** An interval that holds the true value with 95 % confidence. */
  record Interval(double low, double high) {}

  /** Whether there is a peer. */
  boolean hasPeer() {
    return official.length > 0;
  }

  /** How many times faster we are: the ratio of the medians; NaN without a peer. */
  double ratio() {
    return Sample.median(official) / Sample.median(ours);
  }

  /**
   * Confidence interval of {@link #ratio()}: percentile bootstrap over the rounds (Efron and
   * Tibshirani 1993, chapter 13), the same for the same times.
   */
  Interval interval() {
    if (!hasPeer()) {
      return new Interval(Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] ratios = new double[RESAMPLES];
    double[] theirs = new double[official.length];
    double[] own = new double[ours.length];
    for (int k = 0; k < RESAMPLES; k++) {
      for (int i = 0; i < own.length; i++) {
        int round = random.nextInt(own.length);
        theirs[i] = official[round];
        own[i] = ours[round];
      }
      ratios[k] = new PairedTimes(theirs, own).ratio();
    }
    return new Interval(Sample.quantile(OUTSIDE, ratios), Sample.quantile(1 - OUTSIDE, ratios));
  }
}
