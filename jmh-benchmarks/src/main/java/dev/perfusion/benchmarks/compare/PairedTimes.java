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

  /** One side: does its work once or several times. */
  interface Side {
    /** Nanoseconds per operation. */
    double measure();
  }

  /** An interval that holds the true value with 95 % confidence. */
  record Interval(double low, double high) {}

  /**
   * Measures in turns; who begins alternates from round to round.
   *
   * @param official null when there is no peer
   */
  static PairedTimes inTurns(int rounds, Side official, Side ours) {
    double[] theirs = new double[official == null ? 0 : rounds];
    double[] own = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean first = round % 2 == 0;
      if (official != null && first) {
        theirs[round] = official.measure();
      }
      own[round] = ours.measure();
      if (official != null && !first) {
        theirs[round] = official.measure();
      }
    }
    return new PairedTimes(theirs, own);
  }

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
