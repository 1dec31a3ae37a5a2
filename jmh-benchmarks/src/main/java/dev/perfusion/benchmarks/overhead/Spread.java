package dev.perfusion.benchmarks.overhead;

import java.util.Arrays;
import java.util.Locale;

/**
 * Percentiles of times, nearest rank.
 *
 * @param sorted nanoseconds, ascending; not to be changed
 */
record Spread(long[] sorted) {
  private static final double NANOS_PER_MICRO = 1e3;

  static Spread of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Spread(sorted);
  }

  /** Percentile in microseconds; {@code share} between 0 and 1. */
  double micros(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] / NANOS_PER_MICRO;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "p50 %9.1f us   p95 %9.1f us   p99 %9.1f us   (%d calls)",
        micros(0.50),
        micros(0.95),
        micros(0.99),
        sorted.length);
  }
}
