package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.peer.PeerProcess;
import dev.perfusion.benchmarks.population.PopulationCase;
import dev.perfusion.benchmarks.population.PopulationRuns;
import java.io.IOException;
import java.nio.file.Files;
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
  private static final double BAR_OFFICIAL = 20;
  private static final int SAMPLE = 100;
  private static final int QUICK_SAMPLE = 10;
  private static final int OFFICIAL_REPETITIONS = 3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS = 1e3;

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
    List<Double> official = new ArrayList<>();
    officialRuns(bench, subjects, official);
    double[] popsim = times(bench, bench.xml("POPsim").toString(), subjects);
    officialRuns(bench, subjects, official);
    row(table, "POPsim", popsim, subjects);
    bench.progress("POPsim " + Figures.plain(warm(popsim)) + " s");
    double[] demo = times(bench, PopulationCase.DEMO, subjects);
    row(table, "demo", demo, subjects);
    bench.progress("demo " + Figures.plain(warm(demo)) + " s");
    double perRun =
        official.isEmpty()
            ? Double.NaN
            : Sample.median(official.stream().mapToDouble(Double::doubleValue).toArray());
    double whole = perRun * subjects * REPLICATES;
    double ratio = whole / warm(popsim);
    boolean kept = warm(popsim) <= BAR_POPSIM || ratio >= BAR_OFFICIAL;
    return new Findings(
        List.of(
            new Bar(
                "POPsim, population with two outputs written",
                "<= 12 s, or 1/20 of the official solver on two processes",
                "7 s",
                Figures.plain(warm(popsim))
                    + " s"
                    + (official.isEmpty() ? "" : ", 1/" + Figures.plain(ratio)),
                Bar.Verdict.of(kept)),
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
            + table
            + "\n"
            + (official.isEmpty()
                ? "The official solver was not measured: its libraries are not there (OSPSUITE_LIBS).\n"
                : """
                The official solver in the same run, before and after the shots of POPsim: %d processes at once, each with its own loaded model, share the first %d of the same runs, %d times (values set, run;
                own tolerances; nothing written). Median %s ms a run of both together, so %s s for all %d: the population takes 1/%s of that.
                """
                    .formatted(
                        THREADS,
                        officialSample(bench),
                        official.size(),
                        Figures.plain(perRun * MILLIS),
                        Figures.plain(whole),
                        subjects * REPLICATES,
                        Figures.plain(ratio))));
  }

  private static int officialSample(Bench bench) {
    return bench.request().quick() ? QUICK_SAMPLE : SAMPLE;
  }

  /**
   * The official solver on two processes at once.
   *
   * @param seconds gets the time per run of both together, one number for each repetition
   */
  private static void officialRuns(Bench bench, int subjects, List<Double> seconds)
      throws IOException {
    if (bench.request().libraries().isEmpty()) {
      return;
    }
    Path xml = bench.xml("POPsim");
    int sample = officialSample(bench);
    Path table = Files.createTempFile("individuals", ".tsv");
    List<PeerProcess> peers = new ArrayList<>();
    try {
      PopulationCase.load(xml.toString(), bench.request().root())
          .table(subjects, REPLICATES, sample, table);
      for (int i = 0; i < THREADS; i++) {
        peers.add(PeerProcess.start(bench.request().libraries().get(), xml, table));
      }
      for (int repetition = 0; repetition < OFFICIAL_REPETITIONS; repetition++) {
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
          peers.get(i).request(i * sample / THREADS, (i + 1) * sample / THREADS);
        }
        for (PeerProcess peer : peers) {
          peer.await();
        }
        seconds.add((System.nanoTime() - start) / NANOS_PER_SECOND / sample);
      }
      bench.progress(
          "official " + Figures.plain(seconds.get(seconds.size() - 1) * MILLIS) + " ms a run");
    } finally {
      peers.forEach(PeerProcess::close);
      Files.deleteIfExists(table);
    }
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
