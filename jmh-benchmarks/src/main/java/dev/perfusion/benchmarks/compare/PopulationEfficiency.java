package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.population.PopulationCase;
import dev.perfusion.benchmarks.population.PopulationProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Do two threads of one JVM do as much as two JVMs with one thread each, at the same time? */
final class PopulationEfficiency implements Section {
  private static final int ROUNDS = 10;
  private static final int SUBJECTS = 400;
  private static final int QUICK_SUBJECTS = 40;
  private static final int REPLICATES = 10;
  private static final double BAR = 0.95;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String key() {
    return "b";
  }

  @Override
  public String title() {
    return "Parallel efficiency";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    MarkdownTable table =
        new MarkdownTable(
            "model", "one JVM, 2 threads, s", "two JVMs, 1 thread each, s", "efficiency", "range");
    List<Bar> bars = new ArrayList<>();
    for (String model : List.of(bench.xml("POPsim").toString(), PopulationCase.DEMO)) {
      String name = model.equals(PopulationCase.DEMO) ? model : "POPsim";
      Times times = times(bench, model);
      double[] ratios = times.ratios();
      double median = Sample.median(ratios);
      table.row(
          name,
          Figures.plain(Sample.median(times.together())),
          Figures.plain(Sample.median(times.apart())),
          Figures.plain(median),
          Figures.plain(Sample.quantile(0, ratios))
              + "-"
              + Figures.plain(Sample.quantile(1, ratios)));
      bars.add(
          new Bar(
              "parallel efficiency, " + name,
              ">= 95 %",
              "",
              Figures.plain(100 * median) + " %",
              Bar.Verdict.of(median >= BAR)));
      bench.progress(name + " " + Figures.plain(100 * median) + " %");
    }
    return new Findings(
        bars,
        """
        %d alternations on warm JVMs: one JVM runs %d subjects x %d replicates with two threads; two JVMs run half of that each with one thread, at the same time, until both are done.
        Efficiency: time of the two JVMs divided by that of the one, median of the alternations. Chunks are written as always.

        """
                .formatted(rounds(bench), 2 * subjects(bench), REPLICATES)
            + table);
  }

  private static int rounds(Bench bench) {
    return bench.request().quick() ? 2 : ROUNDS;
  }

  private static int subjects(Bench bench) {
    return bench.request().quick() ? QUICK_SUBJECTS : SUBJECTS;
  }

  /** Seconds per alternation. */
  private record Times(double[] together, double[] apart) {
    double[] ratios() {
      double[] ratios = new double[together.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = apart[i] / together[i];
      }
      return ratios;
    }
  }

  private static Times times(Bench bench, String model) throws IOException {
    int rounds = rounds(bench);
    int subjects = subjects(bench);
    double[] together = new double[rounds];
    double[] apart = new double[rounds];
    Path root = bench.request().root().toAbsolutePath().normalize();
    try (PopulationProcess both = PopulationProcess.start(model, root, List.of());
        PopulationProcess first = PopulationProcess.start(model, root, List.of());
        PopulationProcess second = PopulationProcess.start(model, root, List.of())) {
      for (int round = -2; round < rounds; round++) {
        long start = System.nanoTime();
        first.request(subjects, REPLICATES, 1);
        second.request(subjects, REPLICATES, 1);
        first.await();
        second.await();
        long between = System.nanoTime();
        both.run(2 * subjects, REPLICATES, 2);
        long end = System.nanoTime();
        if (round >= 0) {
          apart[round] = (between - start) / NANOS_PER_SECOND;
          together[round] = (end - between) / NANOS_PER_SECOND;
        }
      }
    }
    return new Times(together, apart);
  }
}
