package dev.perfusion.benchmarks.overhead;

import dev.perfusion.benchmarks.path.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Measures the overheads and says whether they are within their limits. */
public final class OverheadReport {
  private static final double MOST_P95_RATIO = 1.5;
  private static final double LEAST_RATE_RATIO = 0.6;
  private static final double MOST_RUN_MICROS = 200;

  private final PrintWriter out;
  private boolean within = true;

  private OverheadReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * Measures and prints.
   *
   * @param calls of one client, on either side
   * @param seconds of load by all clients, on either side
   * @param runs on either side
   * @return true when all limits are kept
   */
  public static boolean print(PrintWriter out, int calls, int clients, int seconds, int runs)
      throws IOException, InterruptedException {
    OverheadReport report = new OverheadReport(out);
    try (TemporaryFolder state = new TemporaryFolder("perfusion-overhead")) {
      report.runs(state.path(), runs, false);
      report.runs(state.path(), runs, true);
      try (HttpOverhead http = new HttpOverhead(state.path())) {
        report.http(http, calls, clients, seconds);
      }
    }
    return report.within;
  }

  private void runs(Path state, int runs, boolean durable) throws IOException {
    RunOverhead.Times times = RunOverhead.measure(state, runs, durable);
    line(
        "run_simulation, demo model, in process, jobs and results "
            + (durable ? "in memory and in a state file" : "in memory"));
    line("  engine      " + times.engine().text());
    line("  bridge      " + times.bridge().text());
    line("  difference  " + times.difference().text());
    double p95 = times.difference().micros(0.95);
    verdict(
        "p95 of the paired difference %.1f us, at most %.0f us",
        p95, MOST_RUN_MICROS, p95 <= MOST_RUN_MICROS);
  }

  private void http(HttpOverhead http, int calls, int clients, int seconds)
      throws IOException, InterruptedException {
    HttpOverhead.Times times = http.oneClient(calls);
    line("get_parameter_value over HTTP, 1 client");
    line("  plain       " + times.plain().text());
    line("  bridge      " + times.bridge().text());
    double ratio = times.p95Ratio();
    verdict(
        "p95 %.2f times that of the plain route, at most %.1f",
        ratio, MOST_P95_RATIO, ratio <= MOST_P95_RATIO);
    HttpOverhead.Rates rates = http.manyClients(clients, seconds);
    line(
        "get_parameter_value over HTTP, " + clients + " clients, " + seconds + " s on either side");
    rate("plain", rates.plain(), rates.plainCpuMicros());
    rate("bridge", rates.bridge(), rates.bridgeCpuMicros());
    line("  errors      " + rates.errors());
    boolean good = rates.ratio() >= LEAST_RATE_RATIO && rates.errors() == 0;
    verdict(
        "throughput %.2f times that of the plain route, at least %.1f",
        rates.ratio(), LEAST_RATE_RATIO, good);
  }

  private void rate(String side, double perSecond, double cpuMicros) {
    line(
        String.format(
            Locale.ROOT,
            "  %-6s %14.0f calls/s   %.1f us of processor time each, client included",
            side,
            perSecond,
            cpuMicros));
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  private void verdict(String format, double value, double limit, boolean good) {
    within &= good;
    line("  " + String.format(Locale.ROOT, format, value, limit) + (good ? ": kept" : ": MISSED"));
  }
}
