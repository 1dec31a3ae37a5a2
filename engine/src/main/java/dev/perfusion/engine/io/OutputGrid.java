package dev.perfusion.engine.io;

import dev.perfusion.engine.model.OutputSchema;

/** Checks output intervals. */
final class OutputGrid {
  /** More output times than any result could hold. */
  static final int MAX_POINTS = 10_000_000;

  private OutputGrid() {}

  /** Interval of a pkml: the number of points follows from points per minute. */
  static OutputSchema.Interval ofResolution(
      double start, double end, double resolution, Located where) {
    checkEnds(start, end, where);
    if (!(resolution >= 0)) {
      throw where.error("Resolution is " + resolution + ", it must not be negative");
    }
    double points = start == end ? 1 : Math.max(2, Math.rint(resolution * (end - start)) + 1);
    return new OutputSchema.Interval(start, end, checkPoints(points, where));
  }

  /** Interval of a SimModel XML. */
  static OutputSchema.Interval ofPoints(double start, double end, int points, Located where) {
    checkEnds(start, end, where);
    if (points < (start == end ? 1 : 2)) {
      throw where.error("NumberOfTimePoints is " + points + ", an interval has at least 2");
    }
    return new OutputSchema.Interval(start, end, checkPoints(points, where));
  }

  private static void checkEnds(double start, double end, Located where) {
    if (!Double.isFinite(start) || !Double.isFinite(end) || end < start) {
      throw where.error("runs from " + start + " to " + end + " min, which is no interval");
    }
  }

  private static int checkPoints(double points, Located where) {
    if (!(points <= MAX_POINTS)) {
      throw where.error("has " + points + " output times, the limit is " + MAX_POINTS);
    }
    return (int) points;
  }
}
