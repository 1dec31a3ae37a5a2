package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.SubjectsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runs of all chunks, in their order; failed ones are not there. */
final class StoredRuns {
  /** Numbers read at a time. */
  private static final int PIECE = 1 << 16;

  /** Covariates with more values than this make no groups. */
  static final int MOST_VALUES = 50;

  private final Path folder;
  private final Manifest manifest;
  private final int points;

  StoredRuns(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
    this.points = manifest.time().points();
  }

  Manifest manifest() {
    return manifest;
  }

  Path folder() {
    return folder;
  }

  int count() {
    return Math.toIntExact(manifest.chunks().stream().mapToLong(c -> c.rows() / points).sum());
  }

  double[] times() throws IOException {
    for (Manifest.Chunk chunk : manifest.chunks()) {
      if (chunk.rows() > 0) {
        try (ChunkReader reader = ChunkReader.open(folder, manifest, chunk)) {
          return reader.times();
        }
      }
    }
    return new double[0];
  }

  /** Time courses of an output. */
  RunRows output(int output) {
    return new RunRows() {
      @Override
      public int width() {
        return points;
      }

      @Override
      public void read(Sink sink) throws IOException {
        int most = Math.max(1, PIECE / points);
        double[] values = new double[most * points];
        for (Manifest.Chunk chunk : manifest.chunks()) {
          try (ChunkReader reader = ChunkReader.open(folder, manifest, chunk)) {
            for (int run = 0; run < reader.runs(); run += most) {
              int count = Math.min(most, reader.runs() - run);
              reader.values(output, run, count, values, 0);
              sink.take(count, values);
            }
          }
        }
      }
    };
  }

  /**
   * Groups by covariates.
   *
   * @param warnings takes a sentence for each covariate that makes no groups
   */
  Groups groups(List<String> covariates, List<String> warnings) throws IOException {
    List<Map<String, List<Integer>>> found = new ArrayList<>();
    int[] columns = new int[covariates.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = manifest.covariates().indexOf(covariates.get(i));
      if (columns[i] < 0) {
        warnings.add(
            "no statistics by "
                + covariates.get(i)
                + ": the cohort has the covariates "
                + manifest.covariates());
      }
      found.add(new TreeMap<>());
    }
    int run = 0;
    try (SubjectsReader subjects = SubjectsReader.open(folder, manifest)) {
      for (Manifest.Chunk chunk : manifest.chunks()) {
        try (ChunkReader reader = ChunkReader.open(folder, manifest, chunk)) {
          int[] individuals = reader.individuals();
          int[] replicates = reader.replicates();
          for (int i = 0; i < individuals.length; i++, run++) {
            subjects.seek(individuals[i], replicates[i]);
            for (int c = 0; c < columns.length; c++) {
              if (columns[c] >= 0 && found.get(c).size() <= MOST_VALUES) {
                found
                    .get(c)
                    .computeIfAbsent(subjects.covariate(columns[c]), v -> new ArrayList<>())
                    .add(run);
              }
            }
          }
        }
      }
    }
    List<String> names = new ArrayList<>(List.of(Groups.ALL));
    List<int[]> runs = new ArrayList<>();
    runs.add(null);
    for (int c = 0; c < columns.length; c++) {
      String covariate = covariates.get(c);
      if (found.get(c).size() > MOST_VALUES) {
        warnings.add(
            "no statistics by " + covariate + ": it has more than " + MOST_VALUES + " values");
        continue;
      }
      found
          .get(c)
          .forEach(
              (value, list) -> {
                names.add(covariate + "=" + value);
                runs.add(list.stream().mapToInt(Integer::intValue).toArray());
              });
    }
    return new Groups(names, runs);
  }
}
