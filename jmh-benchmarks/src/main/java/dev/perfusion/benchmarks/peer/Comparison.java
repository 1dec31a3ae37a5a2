package dev.perfusion.benchmarks.peer;

import dev.perfusion.engine.Results;
import java.util.HashMap;
import java.util.Map;

/**
 * The column-relative error of a run: over all columns and times the largest |difference| /
 * max(column maximum, threshold).
 *
 * @param error infinite when only one of two values is not a number
 * @param worst path of the column with the largest error
 * @param time where it is (min)
 * @param columns number of columns compared
 */
public record Comparison(double error, String worst, double time, int columns) {

  /**
   * Compares all columns of the reference.
   *
   * @throws IllegalArgumentException a column or a time of the reference is not among the results
   */
  public static Comparison of(Results results, ReferenceTable reference) {
    Map<String, double[]> columns = new HashMap<>();
    results.series().forEach(s -> columns.put(s.quantity().fullPath(), s.values()));
    return of(results.times(), columns, reference);
  }

  /**
   * Compares all columns of the reference with another table.
   *
   * @throws IllegalArgumentException as above
   */
  public static Comparison of(ReferenceTable table, ReferenceTable reference) {
    Map<String, double[]> columns = new HashMap<>();
    for (int c = 0; c < table.paths().size(); c++) {
      columns.put(table.paths().get(c), table.columns()[c]);
    }
    return of(table.times(), columns, reference);
  }

  private static Comparison of(
      double[] times, Map<String, double[]> ours, ReferenceTable reference) {
    int[] at = new int[reference.times().length];
    for (int r = 0; r < at.length; r++) {
      at[r] = nearest(times, reference.times()[r]);
    }
    Comparison worst = new Comparison(0, "", 0, 0);
    for (int c = 0; c < reference.paths().size(); c++) {
      double[] values = ours.get(reference.paths().get(c));
      if (values == null) {
        throw new IllegalArgumentException("no column " + reference.paths().get(c));
      }
      double[] expected = reference.columns()[c];
      double scale = reference.thresholds()[c];
      for (double e : expected) {
        if (Double.isFinite(e)) {
          scale = Math.max(scale, Math.abs(e));
        }
      }
      for (int r = 0; r < at.length; r++) {
        double error = difference(values[at[r]], expected[r]) / scale;
        if (error > worst.error) {
          worst =
              new Comparison(error, reference.paths().get(c), reference.times()[r], worst.columns);
        }
      }
      worst = new Comparison(worst.error, worst.worst, worst.time, worst.columns + 1);
    }
    return worst;
  }

  private static double difference(double a, double b) {
    if (Double.compare(a, b) == 0 || a == b) {
      return 0;
    }
    double difference = Math.abs(a - b);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private static int nearest(double[] times, double t) {
    int best = 0;
    for (int i = 1; i < times.length; i++) {
      if (Math.abs(times[i] - t) < Math.abs(times[best] - t)) {
        best = i;
      }
    }
    if (Math.abs(times[best] - t) > 1e-9 * Math.max(1e-9, Math.abs(t))) {
      throw new IllegalArgumentException("no output at t = " + t + "; nearest is " + times[best]);
    }
    return best;
  }
}
