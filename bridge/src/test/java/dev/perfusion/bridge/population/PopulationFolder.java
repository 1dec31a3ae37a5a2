package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A population folder with numbers of the test's choice, as the runner would leave it. */
public final class PopulationFolder {
  /** Its outputs, two of the demo model. */
  public static final List<Manifest.Output> OUTPUTS =
      List.of(
          output("Organism|VenousBlood|Drug|Plasma concentration", "µmol/l"),
          output("Organism|Urine|Drug|Fraction excreted", ""));

  private PopulationFolder() {}

  private static Manifest.Output output(String path, String unit) {
    return new Manifest.Output(path, path, unit, "", "observer");
  }

  /** The numbers: a value by individual (from 0), replicate (from 1), output and time. */
  @FunctionalInterface
  public interface Values {
    /** NaN at the first time of the first output makes the run fail. */
    double of(int individual, int replicate, int output, int time);
  }

  /** Writes the folder. Ids are 3 times the individual plus 1; the covariate is odd or even. */
  public static Manifest write(
      Path folder, int subjects, int replicates, int perChunk, double[] times, Values values)
      throws IOException {
    Store store = new Store(folder);
    ChunkTable table = new ChunkTable(times, OUTPUTS);
    List<Manifest.Chunk> chunks = new ArrayList<>();
    for (int first = 0; first < subjects; first += perChunk) {
      int last = Math.min(subjects, first + perChunk);
      table.start(last - first, (last - first) * replicates);
      List<Manifest.Failure> failures = new ArrayList<>();
      for (int i = first; i < last; i++) {
        table.individual(id(i));
        for (int r = 1; r <= replicates; r++) {
          table.run(r);
          for (int k = 0; k < OUTPUTS.size(); k++) {
            for (int t = 0; t < times.length; t++) {
              table.columns()[k][table.offset() + t] = values.of(i, r, k, t);
            }
          }
          if (Double.isNaN(values.of(i, r, 0, 0))) {
            table.dropRun();
            failures.add(new Manifest.Failure(id(i), r, "no number"));
          }
        }
      }
      chunks.add(table.write(store, chunks.size(), (last - first) * replicates, 1, failures));
    }
    store.write(
        Store.SUBJECTS,
        out -> {
          StringBuilder text =
              new StringBuilder("IndividualId,Replicate,Sex,Organism|Weight [kg]\n");
          for (int i = 0; i < subjects; i++) {
            for (int r = 1; r <= replicates; r++) {
              text.append(id(i)).append(',').append(r).append(",\"").append(sex(i));
              text.append("\",").append(weight(i, r)).append('\n');
            }
          }
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
    Manifest manifest =
        new Manifest(
                Manifest.FORMAT,
                Manifest.State.RUNNING,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                new Manifest.Inputs(
                    "demo",
                    "0",
                    "demo",
                    Map.of(),
                    "workload",
                    "0",
                    "random",
                    1,
                    replicates,
                    OUTPUTS.stream().map(Manifest.Output::path).toList(),
                    perChunk,
                    1e-9,
                    1e-6,
                    "bdf"),
                "0",
                subjects,
                List.of("Sex"),
                List.of(new Manifest.Varied("Organism|Weight", "kg", "replicate")),
                Manifest.Notes.NONE,
                new Manifest.Times("min", times.length, times[0], times[times.length - 1]),
                OUTPUTS,
                new Manifest.Progress(0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                null)
            .with(Manifest.State.SUCCEEDED, "2026-01-01T00:00:01Z", chunks, null);
    store.write(manifest);
    return manifest;
  }

  /** Id of an individual. */
  public static int id(int individual) {
    return 3 * individual + 1;
  }

  /** Covariate of an individual. */
  public static String sex(int individual) {
    return individual % 2 == 0 ? "even" : "odd, really";
  }

  /** Body weight of a run, kg. */
  public static double weight(int individual, int replicate) {
    return 60 + individual / 7.0 + replicate;
  }
}
