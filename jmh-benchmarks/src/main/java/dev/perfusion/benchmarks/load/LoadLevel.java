package dev.perfusion.benchmarks.load;

import java.util.List;

/**
 * What a load at one rate found.
 *
 * @param percent of the closed-loop maximum; NaN for a given rate and for the closed loop
 * @param plannedPerSecond arrivals per second; 0 for the closed loop
 * @param seconds until the last call was answered
 * @param calls answered as they should be
 * @param worstDelayMs how long a call had to wait for a free user at most
 */
record LoadLevel(
    double percent,
    double plannedPerSecond,
    double seconds,
    long calls,
    long failed,
    List<String> errors,
    double worstDelayMs,
    Times times) {
  private static final double KEPT = 0.95;

  boolean closedLoop() {
    return plannedPerSecond == 0;
  }

  double perSecond() {
    return calls / seconds;
  }

  /** Whether as many calls were answered in the time as were planned. */
  boolean kept() {
    return closedLoop() || failed == 0 && perSecond() >= KEPT * plannedPerSecond;
  }

  String name() {
    if (closedLoop()) {
      return "closed loop";
    }
    return Double.isNaN(percent) ? "given rate" : "%.0f %%".formatted(percent);
  }
}
