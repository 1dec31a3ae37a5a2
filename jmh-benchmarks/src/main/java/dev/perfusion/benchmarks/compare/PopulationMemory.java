package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.population.PopulationProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Does the memory that a population needs depend on the size of its cohort? */
final class PopulationMemory implements Section {
  private static final int THREADS = 2;
  private static final int[] SUBJECTS = {100, 1000, 10_000};
  private static final int[] QUICK_SUBJECTS = {20, 100};
  private static final long MB = 1 << 20;
  private static final long ALLOWANCE = 64;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String key() {
    return "c";
  }

  @Override
  public String title() {
    return "Memory";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    String model = bench.xml("POPsim").toString();
    Path root = bench.request().root().toAbsolutePath().normalize();
    int[] sizes = bench.request().quick() ? QUICK_SUBJECTS : SUBJECTS;
    long live;
    long chunk;
    try (PopulationProcess process =
        PopulationProcess.start(model, root, List.of("-XX:+UseSerialGC"))) {
      live = process.heap();
      chunk = process.run(sizes[0], 1, THREADS).chunkBytes();
    }
    // one chunk per worker and one that is written
    long largest = Math.max(chunk, 4 * MB);
    long heap = (live + (THREADS + 1) * largest) / MB + ALLOWANCE;
    MarkdownTable table =
        new MarkdownTable("subjects", "seconds", "subjects/s", "steps", "peak resident MB");
    boolean all = true;
    for (int subjects : sizes) {
      try (PopulationProcess process =
          PopulationProcess.start(model, root, List.of("-XX:+UseSerialGC", "-Xmx" + heap + "m"))) {
        PopulationProcess.Answer answer = process.run(subjects, 1, THREADS);
        double seconds = answer.nanos() / NANOS_PER_SECOND;
        table.row(
            subjects,
            Figures.plain(seconds),
            Figures.plain(subjects / seconds),
            answer.steps(),
            process.peakResident() < 0 ? "-" : process.peakResident() / MB);
        bench.progress(subjects + " subjects in " + Figures.plain(seconds) + " s");
      } catch (IOException e) {
        all = false;
        table.row(subjects, "failed", "-", "-", "-");
      }
    }
    return new Findings(
        List.of(
            new Bar(
                "heap above model and chunks in flight, " + sizes[sizes.length - 1] + " subjects",
                "<= " + ALLOWANCE + " MB",
                "",
                all ? "runs within" : "runs out of it",
                Bar.Verdict.of(all))),
        """
        POPsim, one replicate, %d threads, a fresh JVM each with `-Xmx%dm`: the live heap of the loaded model (%s MB), three chunks (%s MB each at most; up to six wait for the disk), and %d MB.
        A population that needed more would end with an OutOfMemoryError.

        """
                .formatted(
                    THREADS,
                    heap,
                    Figures.plain((double) live / MB),
                    Figures.plain((double) largest / MB),
                    ALLOWANCE)
            + table);
  }
}
