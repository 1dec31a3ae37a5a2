package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.population.table.TextBytes;
import dev.perfusion.engine.SimulationRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of a population as a whole, computed from its stored chunks in several passes, in
 * the same memory whatever the size of the cohort: {@code aggregates.csv}, {@code pk.csv}, {@code
 * pk-summary.csv}. The same chunks give the same bytes for any number of threads and any size of
 * chunks.
 */
public final class PopulationSummaries {
  /** Name of the statistics of the PK parameters. */
  public static final String PK_SUMMARY = "pk-summary.csv";

  private static final String FIGURES =
      "Count,ArithmeticMean,StandardDeviation,GeometricMean,NotPositive"
          + ",Percentile5,Percentile25,Percentile50,Percentile75,Percentile95\n";

  private final Store store;
  private final StoredRuns runs;
  private final Threads threads;
  private final Runnable checkpoint;
  private final long budget;

  private PopulationSummaries(
      Store store, Manifest manifest, Threads threads, Runnable checkpoint, long budget) {
    this.store = store;
    this.runs = new StoredRuns(store.folder(), manifest);
    this.threads = threads;
    this.checkpoint = checkpoint;
    this.budget = budget;
  }

  /**
   * Writes the three files.
   *
   * @param manifest names the chunks; all of them are read
   * @param base values and output times that the runs have in common, for doses and body weights
   * @param groupBy covariates whose values make groups beside that of all runs
   * @param workers threads
   * @param check whether chunks are as they were written
   * @param checkpoint called at least every few milliseconds, by any of the threads; ends the work
   *     by throwing
   * @return what the user should know, one sentence each
   * @throws StoreException a chunk is missing or damaged
   * @throws IOException the folder cannot be written
   */
  public static List<String> write(
      Store store,
      Manifest manifest,
      SimulationRun base,
      List<String> groupBy,
      int workers,
      ChunkCheck check,
      Runnable checkpoint)
      throws IOException {
    return write(
        store, manifest, base, groupBy, workers, check, checkpoint, ColumnStatistics.BUDGET);
  }

  static List<String> write(
      Store store,
      Manifest manifest,
      SimulationRun base,
      List<String> groupBy,
      int workers,
      ChunkCheck check,
      Runnable checkpoint,
      long budget)
      throws IOException {
    try (Threads threads = new Threads(workers)) {
      threads.each(
          manifest.chunks().size(),
          i -> {
            checkpoint.run();
            check.good(store.folder(), manifest.chunks().get(i));
          });
      return new PopulationSummaries(store, manifest, threads, checkpoint, budget)
          .write(base, groupBy);
    }
  }

  private List<String> write(SimulationRun base, List<String> groupBy) throws IOException {
    List<String> warnings = new ArrayList<>();
    Groups groups = groupBy.isEmpty() ? Groups.all() : runs.groups(groupBy, warnings);
    ColumnStatistics statistics =
        new ColumnStatistics(runs.count(), groups, threads, checkpoint, budget);
    double[] times = runs.times();
    store.write(
        Store.AGGREGATES,
        out -> {
          TextBytes text = new TextBytes(out);
          text.put("Path,Unit,Group,Time [min],").put(FIGURES);
          List<Manifest.Output> outputs = runs.manifest().outputs();
          for (int k = 0; k < outputs.size() && times.length > 0; k++) {
            Manifest.Output output = outputs.get(k);
            statistics.of(
                runs.output(k),
                (t, byGroup) -> {
                  for (int g = 0; g < byGroup.length; g++) {
                    text.cell(output.path()).put(',').cell(output.unit()).put(',');
                    text.cell(groups.names().get(g)).put(',').put(times[t]).put(',');
                    figures(byGroup[g], text);
                  }
                });
          }
          text.flush();
        });
    try (PkTable pk = new PkTable(runs, threads, checkpoint)) {
      store.write(
          Store.PK,
          out -> {
            TextBytes text = new TextBytes(out);
            pk.write(base, text);
            text.flush();
          });
      store.write(
          PK_SUMMARY,
          out -> {
            TextBytes text = new TextBytes(out);
            text.put("QuantityPath,Parameter,Unit,Group,").put(FIGURES);
            statistics.of(
                pk,
                (column, byGroup) -> {
                  for (int g = 0; g < byGroup.length && pk.unit(column) != null; g++) {
                    text.cell(pk.output(column).path()).put(',').put(pk.parameter(column));
                    text.put(',').cell(pk.unit(column)).put(',').cell(groups.names().get(g));
                    figures(byGroup[g], text.put(','));
                  }
                });
            text.flush();
          });
    }
    return warnings;
  }

  private static void figures(Statistics one, TextBytes text) throws IOException {
    text.put(one.count()).put(',').put(one.mean()).put(',').put(one.deviation()).put(',');
    text.put(one.geometricMean()).put(',').put(one.notPositive());
    for (double percentile : one.percentiles()) {
      text.put(',').put(percentile);
    }
    text.put('\n');
  }
}
