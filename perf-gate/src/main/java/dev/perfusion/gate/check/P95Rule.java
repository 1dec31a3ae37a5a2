package dev.perfusion.gate.check;

import dev.perfusion.gate.stats.SeriesStats;

/**
 * The literal rule: a p95 fails when it is above the baseline's by more than the tolerance. Faster
 * never fails.
 *
 * @param tolerancePercent allowed excess over the baseline
 */
record P95Rule(double tolerancePercent) {
  /** Below this many samples beyond the p95 the rule says nothing. */
  private static final long TAIL_SAMPLES = 100;

  /** 1.243 is not beyond 1.13 by more than 10 %, though the product of 1.13 and 1.1 is less. */
  private static final double ROUNDING = 1e-12;

  StepStatus judge(double expected, Double actual) {
    if (!measured(actual)) {
      return StepStatus.MISSING;
    }
    double limit = expected * (1 + tolerancePercent / 100);
    return actual > limit * (1 + ROUNDING) ? StepStatus.FAIL : StepStatus.PASS;
  }

  boolean improved(Double expected, Double actual) {
    return expected != null
        && measured(actual)
        && actual < expected * (1 - tolerancePercent / 100) * (1 - ROUNDING);
  }

  /** Change in percent; infinite when only the expected value is 0; null when one is missing. */
  static Double deltaPercent(Double expected, Double actual) {
    if (expected == null || !measured(actual)) {
      return null;
    }
    if (expected == 0) {
      return actual == 0 ? 0.0 : Double.POSITIVE_INFINITY;
    }
    return (actual - expected) / expected * 100;
  }

  static boolean measured(Double metric) {
    return metric != null && !metric.isNaN();
  }

  /** Whether fewer than 100 samples lie beyond the p95. */
  static boolean fewSamples(SeriesStats stats) {
    return stats.count() < TAIL_SAMPLES * 20;
  }
}
