package dev.perfusion.engine.model;

import java.util.List;
import java.util.TreeMap;

/**
 * When results are stored (min). Time 0 is stored always.
 *
 * @param intervals uniform grids
 * @param times single times
 */
public record OutputSchema(List<Interval> intervals, List<Double> times) {
  public OutputSchema {
    intervals = List.copyOf(intervals);
    times = List.copyOf(times);
  }

  /**
   * All output times (min), increasing, starting with 0.
   *
   * <p>Intervals come first, then single times; a time that equals an earlier one as a 32-bit float
   * is dropped, and so are times up to 0.
   */
  public double[] outputTimes() {
    TreeMap<Float, Double> merged = new TreeMap<>();
    for (Interval interval : intervals) {
      for (int k = 0; k < interval.points(); k++) {
        merged.putIfAbsent((float) interval.time(k), interval.time(k));
      }
    }
    times.forEach(t -> merged.putIfAbsent((float) (double) t, t));
    merged.headMap(0f, true).clear();
    merged.put(0f, 0.0);
    return merged.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Uniform grid, both ends included.
   *
   * @param points number of points, at least 2 unless start equals end
   */
  public record Interval(double start, double end, int points) {
    /** Time of point k, the last exactly {@code end}. */
    double time(int k) {
      return k == points - 1 ? end : start + k * (end - start) / (points - 1);
    }
  }
}
