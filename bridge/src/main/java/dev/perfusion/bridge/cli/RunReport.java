package dev.perfusion.bridge.cli;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Sensitivities;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/** What {@code run} prints. */
final class RunReport {
  private static final double NANOS_PER_MS = 1e6;
  private static final int NARROWEST = 6;

  private final PrintWriter out;

  RunReport(PrintWriter out) {
    this.out = out;
  }

  /** A line per output: largest value, when, area under the curve (linear trapezoids). */
  void table(Results results) {
    int width =
        results.series().stream()
            .mapToInt(series -> series.quantity().path().length())
            .max()
            .orElse(NARROWEST);
    String format = "%-" + Math.max(width, NARROWEST) + "s %14s %14s %14s  %s%n";
    out.printf(Locale.ROOT, format, "Output", "Cmax", "tmax [min]", "AUC", "Unit (AUC: unit*min)");
    for (Results.Series series : results.series()) {
      int peak = peak(series.values());
      out.printf(
          Locale.ROOT,
          format,
          series.quantity().path(),
          peak < 0 ? "NaN" : number(series.values()[peak]),
          peak < 0 ? "NaN" : number(results.times()[peak]),
          number(area(results.times(), series.values())),
          series.quantity().unit());
    }
    out.println();
  }

  /** Index of the first largest value; -1 when there is none. */
  static int peak(double[] values) {
    int best = -1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i]) && (best < 0 || values[i] > values[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Area under the curve by the linear trapezoidal rule. */
  static double area(double[] times, double[] values) {
    double sum = 0;
    for (int i = 1; i < times.length; i++) {
      sum += (times[i] - times[i - 1]) * (values[i] + values[i - 1]) / 2;
    }
    return sum;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  /** Times and counters of the first run. */
  void figures(LoadedModel loaded, long compileNanos, Results results) {
    SolverStatistics s = results.statistics();
    out.println("model    " + loaded.label() + ", simulation " + results.simulation());
    time("load", loaded.loadNanos());
    time("compile", compileNanos);
    time("run", results.runNanos());
    out.println("steps    " + s.steps());
    out.println("rhs      " + s.rhsCalls() + " calls");
    out.println(
        "solver   "
            + s.jacobians()
            + " Jacobians, "
            + s.factorisations()
            + " factorisations, "
            + s.errorTestFailures()
            + " error test failures, "
            + s.convergenceFailures()
            + " convergence failures, "
            + s.restarts()
            + " restarts");
    results.warnings().forEach(warning -> out.println("warning  " + warning));
    loaded.simulation().warnings().forEach(warning -> out.println("warning  " + warning));
  }

  /** Time and size of the sensitivity run, which has its own integration. */
  void figures(Sensitivities sensitivities) {
    time("sens", sensitivities.runNanos());
    out.println(
        "sens     "
            + sensitivities.series().size()
            + " derivatives, "
            + sensitivities.statistics().steps()
            + " steps");
    sensitivities.warnings().forEach(warning -> out.println("warning  " + warning));
  }

  private void time(String name, long nanos) {
    out.printf(Locale.ROOT, "%-8s %.3f ms%n", name, nanos / NANOS_PER_MS);
  }

  /** Spread of the warm runs. */
  void repeats(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
    out.printf(
        Locale.ROOT,
        "repeat   %d warm runs: median %.3f ms, minimum %.3f ms, maximum %.3f ms%n",
        sorted.length,
        median / NANOS_PER_MS,
        sorted[0] / NANOS_PER_MS,
        sorted[sorted.length - 1] / NANOS_PER_MS);
  }
}
