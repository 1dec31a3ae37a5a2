package dev.perfusion.engine.model;

import java.util.List;

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
   * Uniform grid, both ends included.
   *
   * @param points number of points, at least 2 unless start equals end
   */
  public record Interval(double start, double end, int points) {}
}
