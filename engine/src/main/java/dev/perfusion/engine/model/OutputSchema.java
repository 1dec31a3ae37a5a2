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

  /** When two output times count as one. */
  public enum Resolution {
    /** When they are equal as 32-bit floats: the default of the format. */
    SINGLE,
    /** When they are equal as 64-bit floats. */
    DOUBLE
  }

  /** All output times (min) at single resolution; see {@link #outputTimes(Resolution)}. */
  public double[] outputTimes() {
    return outputTimes(Resolution.SINGLE);
  }

  /**
   * All output times (min), increasing, starting with 0.
   *
   * <p>Intervals come first, then single times; a time that equals an earlier one at the given
   * resolution is dropped, and so are times up to 0.
   */
  public double[] outputTimes(Resolution resolution) {
    TreeMap<Double, Double> merged = new TreeMap<>();
    for (Interval interval : intervals) {
      for (int k = 0; k < interval.points(); k++) {
        merged.putIfAbsent(rounded(interval.time(k), resolution), interval.time(k));
      }
    }
    times.forEach(t -> merged.putIfAbsent(rounded(t, resolution), t));
    merged.headMap(0.0, true).clear();
    merged.put(0.0, 0.0);
    return merged.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double rounded(double t, Resolution resolution) {
    return resolution == Resolution.SINGLE ? (float) t : t;
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
