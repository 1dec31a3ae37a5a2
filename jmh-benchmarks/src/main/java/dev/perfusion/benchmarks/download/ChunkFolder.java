package dev.perfusion.benchmarks.download;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A population of one chunk, two outputs at 500 times, with numbers that have all their digits. */
public final class ChunkFolder {
  private static final int POINTS = 500;
  private static final int BYTES_PER_RUN = POINTS * (2 * Integer.BYTES + 3 * Double.BYTES);
  private static final int REPLICATES = 10;
  private static final String TIME = "2026-01-01T00:00:00Z";

  private ChunkFolder() {}

  /** Writes it; its chunk has about so many bytes. */
  public static Manifest write(Path folder, long bytes) throws IOException {
    List<Manifest.Output> outputs = List.of(output("Drug"), output("Metabolite"));
    double[] times = new double[POINTS];
    Arrays.setAll(times, t -> 2.88 * t);
    int subjects = (int) Math.max(1, bytes / BYTES_PER_RUN / REPLICATES);
    ChunkTable table = new ChunkTable(times, outputs);
    table.start(subjects, subjects * REPLICATES);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < subjects; i++) {
      table.individual(i + 1);
      for (int r = 1; r <= REPLICATES; r++) {
        table.run(r);
        for (double[] column : table.columns()) {
          double height = random.nextDouble(0.5, 20);
          for (int t = 0; t < POINTS; t++) {
            column[table.offset() + t] = height * Math.exp(-times[t] / 400) * random.nextDouble();
          }
        }
      }
    }
    Store store = new Store(folder);
    Manifest.Chunk chunk = table.write(store, 0, subjects * REPLICATES, 1, List.of());
    Manifest manifest =
        new Manifest(
                Manifest.FORMAT,
                Manifest.State.RUNNING,
                TIME,
                TIME,
                new Manifest.Inputs(
                    "generated",
                    "0",
                    "generated",
                    Map.of(),
                    "csv",
                    "0",
                    "csv",
                    0,
                    REPLICATES,
                    outputs.stream().map(Manifest.Output::path).toList(),
                    subjects,
                    1e-10,
                    1e-6,
                    "bdf"),
                "0",
                subjects,
                List.of(),
                List.of(),
                Manifest.Notes.NONE,
                new Manifest.Times("min", POINTS, 0, times[POINTS - 1]),
                outputs,
                new Manifest.Progress(0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                null)
            .with(Manifest.State.SUCCEEDED, TIME, List.of(chunk), null);
    store.write(manifest);
    return manifest;
  }

  private static Manifest.Output output(String molecule) {
    String path = "Organism|VenousBlood|" + molecule + "|Plasma concentration";
    return new Manifest.Output(path, path, "µmol/l", "Concentration (molar)", "observer");
  }
}
