package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.gate.document.StepKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.Statistics;

/** Runs measurements one after the other and keeps what JMH says. */
final class JmhRuns {
  private static final String FAILURE_MARK = "<failure>";

  private final OutputFiles files;
  private final PrintWriter out;
  private final List<RunResult> results = new ArrayList<>();
  private final Map<StepKey, String> failures = new LinkedHashMap<>();
  private final Map<StepKey, String> missingFlameGraphs = new LinkedHashMap<>();

  JmhRuns(OutputFiles files, PrintWriter out) {
    this.files = files;
    this.out = out;
    // The lock file lies in the shared temp folder and may belong to another user.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /** Measures; a failure is kept and the next measurement goes on. */
  void time(Measurement measurement, BenchSettings settings) throws IOException {
    StepKey key = measurement.key(settings.model());
    Path log = log(BenchmarkKeys.fileName(key));
    try {
      RunResult result = new Runner(measurement.timed(settings, log)).runSingle();
      results.add(result);
      print(key, result.getPrimaryResult());
    } catch (RunnerException e) {
      failed(failures, key, log, e);
    }
  }

  /** Takes a flame graph; the latencies are thrown away. */
  void profile(Measurement measurement, ProfileKind kind, BenchSettings settings)
      throws IOException {
    StepKey key = measurement.key(settings.model());
    Path log = log("profile-" + BenchmarkKeys.fileName(key));
    try {
      new Runner(measurement.profiled(settings, kind, log)).runSingle();
      out.printf("  %-48s flame graph%n", key);
      out.flush();
    } catch (RunnerException e) {
      failed(missingFlameGraphs, key, log, e);
    }
  }

  private Path log(String name) throws IOException {
    Path log = files.log(name);
    Files.createDirectories(log.getParent());
    return log;
  }

  private void print(StepKey key, Result<?> result) {
    Statistics statistics = result.getStatistics();
    out.printf(
        Locale.ROOT,
        "  %-48s n=%-7d p50 %12.3f us  p95 %12.3f us%n",
        key,
        statistics.getN(),
        statistics.getPercentile(50),
        statistics.getPercentile(95));
    out.flush();
  }

  private void failed(Map<StepKey, String> target, StepKey key, Path log, RunnerException e)
      throws IOException {
    String reason = reason(log).orElse(e.getMessage());
    target.put(key, reason);
    out.printf("  %-48s FAILED: %s%n  %48s see %s%n", key, reason, "", log);
    out.flush();
  }

  /** The first line of the exception that JMH prints below its failure mark. */
  static Optional<String> reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.stream()
        .dropWhile(line -> !line.endsWith(FAILURE_MARK))
        .skip(1)
        .filter(line -> !line.isBlank())
        .findFirst();
  }

  /** Writes all results as one JMH result file. */
  void write(Path file) {
    ResultFormatFactory.getInstance(ResultFormatType.JSON, file.toString()).writeOut(results);
  }

  /** Why flame graphs were not taken. */
  Map<StepKey, String> missingFlameGraphs() {
    return missingFlameGraphs;
  }

  /** Why measurements gave no result. */
  Map<StepKey, String> failures() {
    return failures;
  }
}
