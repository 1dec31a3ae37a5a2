package dev.perfusion.bridge.adapter.simmodel;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationRun;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Our engine and the official solver on the same model, in turn.
 *
 * @param repeat runs of each that count
 * @param maxRelDiff over all columns and times the largest |difference| / max(largest value of the
 *     official column, comparison threshold); null when there is nothing to compare
 * @param column full path of the column where it is, of the first one when all are equal; null when
 *     there is none
 * @param columns how many were compared: all outputs of the model
 */
public record SolverComparison(
    String model,
    int repeat,
    Side ours,
    Side official,
    Double maxRelDiff,
    String column,
    int columns) {
  private static final double NANOS_PER_MS = 1e6;

  /**
   * One of both.
   *
   * @param steps internal steps of a run; null where they cannot be counted
   * @param rhsCalls evaluations of the right-hand side of a run; null where they cannot be counted
   */
  public record Side(double loadMs, double finalizeMs, Times runMs, Long steps, Long rhsCalls) {}

  /** Times of a run (ms). */
  public record Times(double median, double min, double max) {
    static Times of(long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
      return new Times(
          middle / NANOS_PER_MS, sorted[0] / NANOS_PER_MS, sorted[n - 1] / NANOS_PER_MS);
    }
  }

  /**
   * Runs both, the first of each uncounted, then by turns, each round in the other order.
   *
   * @param run our model as loaded
   * @param loadNanos time that loading it took
   */
  public static SolverComparison of(
      OfficialSolver solver, SimulationRun run, long loadNanos, int repeat) {
    long start = System.nanoTime();
    run.compile();
    long compileNanos = System.nanoTime() - start;
    OfficialSolver.Loaded loaded = solver.load(run);
    try {
      Results ours = run.execute();
      Results official = solver.run(loaded, RunControl.NONE);
      long[] ourNanos = new long[repeat];
      long[] officialNanos = new long[repeat];
      for (int i = 0; i < repeat; i++) {
        if (i % 2 == 0) {
          ourNanos[i] = run.execute().runNanos();
        }
        officialNanos[i] = solver.run(loaded, RunControl.NONE).runNanos();
        if (i % 2 == 1) {
          ourNanos[i] = run.execute().runNanos();
        }
      }
      Difference worst = difference(ours, official, run.comparisonThresholds());
      return new SolverComparison(
          run.simulation().name(),
          repeat,
          new Side(
              loadNanos / NANOS_PER_MS,
              compileNanos / NANOS_PER_MS,
              Times.of(ourNanos),
              ours.statistics().steps(),
              ours.statistics().rhsCalls()),
          new Side(
              loaded.model().loadNanos() / NANOS_PER_MS,
              loaded.model().finaliseNanos() / NANOS_PER_MS,
              Times.of(officialNanos),
              solver.counts() ? official.statistics().steps() : null,
              solver.counts() ? official.statistics().rhsCalls() : null),
          worst == null ? null : worst.size(),
          worst == null ? null : worst.column(),
          official.series().size());
    } finally {
      solver.unload(loaded);
    }
  }

  private record Difference(double size, String column) {}

  private static Difference difference(
      Results ours, Results official, Map<String, Double> thresholds) {
    Map<String, double[]> columns = new HashMap<>();
    ours.series().forEach(one -> columns.put(one.quantity().fullPath(), one.values()));
    if (columns.size() != official.series().size()) {
      throw new IllegalStateException(
          "our results have "
              + columns.size()
              + " columns, those of the official solver "
              + official.series().size());
    }
    Difference worst = null;
    for (Results.Series one : official.series()) {
      String path = one.quantity().fullPath();
      double[] found = columns.get(path);
      if (found == null || found.length != one.values().length) {
        throw new IllegalStateException(path + " is not the same output for both solvers");
      }
      double scale = thresholds.getOrDefault(path, 0.0);
      for (double value : one.values()) {
        scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
      }
      for (int i = 0; i < found.length; i++) {
        double size = size(found[i], one.values()[i], scale);
        if (worst == null || size > worst.size()) {
          worst = new Difference(size, path);
        }
      }
    }
    return worst;
  }

  /** Not a number against a number is as far apart as can be. */
  private static double size(double a, double b, double scale) {
    if (Double.compare(a, b) == 0 || a == b) {
      return 0;
    }
    double size = Math.abs(a - b) / scale;
    return Double.isNaN(size) ? Double.POSITIVE_INFINITY : size;
  }
}
