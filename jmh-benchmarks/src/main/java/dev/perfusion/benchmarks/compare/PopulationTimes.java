package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.population.PopulationCase;
import dev.perfusion.benchmarks.population.PopulationRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How long do 1 000 subjects x 10 replicates take? */
final class PopulationTimes implements Section {
  private static final int SUBJECTS = 1000;
  private static final int QUICK_SUBJECTS = 40;
  private static final int REPLICATES = 10;
  private static final int THREADS = 2;
  private static final double BAR_POPSIM = 12;
  private static final double BAR_DEMO = 2;

  @Override
  public String key() {
    return "a";
  }

  @Override
  public String title() {
    return "1 000 subjects x 10 replicates";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    int subjects = bench.request().quick() ? QUICK_SUBJECTS : SUBJECTS;
    MarkdownTable table =
        new MarkdownTable("model", "seconds, warm", "first", "subjects/s", "runs/s");
    double[] popsim = times(bench, bench.xml("POPsim").toString(), subjects);
    row(table, "POPsim", popsim, subjects);
    bench.progress("POPsim " + Figures.plain(warm(popsim)) + " s");
    double[] demo = times(bench, PopulationCase.DEMO, subjects);
    row(table, "demo", demo, subjects);
    bench.progress("demo " + Figures.plain(warm(demo)) + " s");
    return new Findings(
        List.of(
            Bar.atMost(
                "POPsim, population with two outputs written",
                warm(popsim),
                BAR_POPSIM,
                "<= 12 s",
                "7 s",
                Figures.plain(warm(popsim)) + " s"),
            Bar.atMost(
                "demo model, population with two outputs written",
                warm(demo),
                BAR_DEMO,
                "<= 2 s",
                "",
                Figures.plain(warm(demo)) + " s")),
        """
        JMH, single shots of `PopulationRuns` in a JVM of its own: %d subjects x %d replicates, %d threads, each model at its own tolerances; from the workload to the last file
        on the disk: draws, runs, chunks with checkpoints, statistics, PK parameters. First: with everything that a new JVM has to load and compile but the model; warm: median of the others.

        """
                .formatted(subjects, REPLICATES, THREADS)
            + table);
  }

  private static void row(MarkdownTable table, String model, double[] seconds, int subjects) {
    table.row(
        model,
        Figures.plain(warm(seconds)),
        Figures.plain(seconds[0]),
        Figures.plain(subjects / warm(seconds)),
        Figures.plain(subjects * REPLICATES / warm(seconds)));
  }

  private static double warm(double[] seconds) {
    return Sample.median(Arrays.copyOfRange(seconds, 1, seconds.length));
  }

  /** Seconds of each shot, the first one too. */
  private static double[] times(Bench bench, String model, int subjects) throws IOException {
    Path root = bench.request().root().toAbsolutePath().normalize();
    Path log = root.resolve("jmh-benchmarks").resolve("target").resolve("population.log");
    // The lock file lies in the shared temp folder and may belong to another user.
    System.setProperty("jmh.ignoreLock", "true");
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("^" + Pattern.quote(PopulationRuns.class.getName()) + "\\.")
        .param("model", model)
        .param("root", root.toString())
        .param("subjects", Integer.toString(subjects))
        .param("replicates", Integer.toString(REPLICATES))
        .param("threads", Integer.toString(THREADS))
        .warmupIterations(0)
        .measurementIterations(bench.request().quick() ? 2 : 6)
        .shouldFailOnError(true)
        .output(log.toString());
    try {
      Collection<RunResult> results = new Runner(options.build()).run();
      List<Double> seconds = new ArrayList<>();
      for (RunResult result : results) {
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
          for (IterationResult shot : fork.getIterationResults()) {
            seconds.add(shot.getPrimaryResult().getScore());
          }
        }
      }
      return seconds.stream().mapToDouble(Double::doubleValue).toArray();
    } catch (RunnerException e) {
      throw new IOException(e.getMessage() + "; see " + log, e);
    }
  }
}
