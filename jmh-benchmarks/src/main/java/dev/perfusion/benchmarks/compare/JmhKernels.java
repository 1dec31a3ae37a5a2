package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.engine.EngineKernels;
import dev.perfusion.benchmarks.engine.EngineLoading;
import dev.perfusion.benchmarks.engine.EngineRuns;
import dev.perfusion.benchmarks.engine.Tier;
import dev.perfusion.benchmarks.profile.FlameGraphProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the JMH benchmarks of the engine and keeps their scores. */
final class JmhKernels {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final Map<Key, Double> scores = new HashMap<>();
  private final boolean quick;
  private final Path logs;

  /**
   * A score.
   *
   * @param benchmark name of the method
   * @param tier empty when it makes no difference
   */
  private record Key(String benchmark, String model, String tier) {}

  private JmhKernels(boolean quick, Path logs) {
    this.quick = quick;
    this.logs = logs;
    // The lock file lies in the shared temp folder and may belong to another user.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /**
   * Measures kernels, runs and loading of some models.
   *
   * @param logs folder for what JMH prints
   * @throws IOException a benchmark fails
   */
  static JmhKernels measure(List<Path> models, boolean quick, Path logs) throws IOException {
    JmhKernels kernels = new JmhKernels(quick, logs);
    kernels.keep(kernels.run(kernels.options(EngineKernels.class, models)));
    kernels.keep(
        kernels.run(kernels.options(EngineRuns.class, models).addProfiler(GCProfiler.class)));
    kernels.keep(kernels.run(kernels.options(EngineLoading.class, models)));
    return kernels;
  }

  /**
   * Takes a flame graph of each kernel and of the run of a model, second tier.
   *
   * @param graphs folder for the flame graphs
   * @throws IOException one cannot be taken
   */
  static void profile(Path model, boolean quick, Path logs, Path graphs) throws IOException {
    JmhKernels kernels = new JmhKernels(quick, logs);
    for (Class<?> suite : List.of(EngineKernels.class, EngineRuns.class)) {
      kernels.run(
          kernels
              .options(suite, List.of(model))
              .param("tier", Tier.GENERATED.name())
              .addProfiler(FlameGraphProfiler.class)
              .jvmArgsPrepend(
                  "-XX:+UnlockDiagnosticVMOptions",
                  "-XX:+DebugNonSafepoints",
                  BenchSettings.flameGraphs(graphs)));
    }
  }

  /** Score of a benchmark, ns; loading is in ms. */
  double score(String benchmark, Path model, Tier tier) {
    return scores.get(new Key(benchmark, model.toString(), tier.name()));
  }

  /** Score of a benchmark that has no tiers, ms. */
  double score(String benchmark, Path model) {
    return scores.get(new Key(benchmark, model.toString(), ""));
  }

  /** Bytes that a run allocates. */
  double allocation(Path model, Tier tier) {
    return scores.get(new Key(ALLOCATION, model.toString(), tier.name()));
  }

  private ChainedOptionsBuilder options(Class<?> suite, List<Path> models) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(suite.getName()) + "\\.")
            .param("model", models.stream().map(Path::toString).toArray(String[]::new))
            .shouldFailOnError(true)
            .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
            .output(log(suite).toString());
    if (quick) {
      TimeValue moment = TimeValue.milliseconds(200);
      options
          .warmupIterations(1)
          .warmupTime(moment)
          .measurementIterations(1)
          .measurementTime(moment);
    }
    return options;
  }

  private Path log(Class<?> suite) {
    return logs.resolve(suite.getSimpleName() + ".log");
  }

  private Collection<RunResult> run(ChainedOptionsBuilder options) throws IOException {
    Files.createDirectories(logs);
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new IOException(e.getMessage() + "; see " + logs, e);
    }
  }

  private void keep(Collection<RunResult> results) {
    for (RunResult result : results) {
      String model = result.getParams().getParam("model");
      String tier =
          result.getParams().getParamsKeys().contains("tier")
              ? result.getParams().getParam("tier")
              : "";
      Result<?> primary = result.getPrimaryResult();
      scores.put(new Key(primary.getLabel(), model, tier), primary.getScore());
      result
          .getSecondaryResults()
          .forEach(
              (label, value) -> {
                if (label.endsWith(ALLOCATION)) {
                  scores.put(new Key(ALLOCATION, model, tier), value.getScore());
                }
              });
    }
  }
}
