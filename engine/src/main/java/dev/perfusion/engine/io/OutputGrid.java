package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.model.OutputSchema;
import java.util.List;

/** Checks output intervals. */
final class OutputGrid {
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
    if (!Double.isFinite(start) || !Double.isFinite(end - start) || end < start) {
      throw where.error("runs from " + start + " to " + end + " min, which is no interval");
    }
  }

  /** The whole schema. */
  static OutputSchema schema(
      List<OutputSchema.Interval> intervals, List<Double> times, Located where) {
    long points = times.size();
    for (OutputSchema.Interval interval : intervals) {
      points += interval.points();
    }
    checkPoints(points, where);
    return new OutputSchema(intervals, times);
  }

  private static int checkPoints(double points, Located where) {
    if (!(points <= Limit.OUTPUT_TIMES.value())) {
      throw where.error(
          "has " + NumberText.text(points) + " output times, " + Limit.OUTPUT_TIMES.exceeded());
    }
    return (int) points;
  }
}
