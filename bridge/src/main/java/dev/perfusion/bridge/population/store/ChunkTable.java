package dev.perfusion.bridge.population.store;

import dev.perfusion.bridge.arrow.ArrowColumn;
import dev.perfusion.bridge.arrow.ArrowColumn.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The runs of a chunk on their way to its file. One table serves a worker for all its chunks: it
 * grows to the largest and is emptied. Not thread-safe.
 *
 * <p>Columns: {@code IndividualId} (dictionary of 32-bit integers), {@code Replicate} (32-bit,
 * counted from 1), {@code Time} (min) and one of 64-bit floats per output. Rows are in the order
 * individual, replicate, time; each run has all output times.
 */
public final class ChunkTable {
  /** Name of the column of ids. */
  public static final String INDIVIDUAL = "IndividualId";

  /** Name of the column of replicates. */
  public static final String REPLICATE = "Replicate";

  /** Name of the column of times. */
  public static final String TIME = "Time";

  private final double[] times;
  private final List<Manifest.Output> outputs;
  private final double[][] values;
  private int[] replicates = new int[0];
  private int[] individuals = new int[0];
  private int[] ids = new int[0];
  private int subjects;
  private int runs;

  /**
   * @param times output times (min)
   */
  public ChunkTable(double[] times, List<Manifest.Output> outputs) {
    this.times = times.clone();
    this.outputs = List.copyOf(outputs);
    values = new double[outputs.size()][0];
  }

  /** Empties the table, with room for so many runs and individuals. */
  public void start(int maxSubjects, int maxRuns) {
    if (ids.length < maxSubjects) {
      ids = new int[maxSubjects];
    }
    if (replicates.length < maxRuns) {
      replicates = new int[maxRuns];
      individuals = new int[maxRuns];
      for (int k = 0; k < values.length; k++) {
        values[k] = new double[Math.multiplyExact(maxRuns, times.length)];
      }
    }
    subjects = 0;
    runs = 0;
  }

  /** The runs that follow are those of this individual. */
  public void individual(int id) {
    ids[subjects++] = id;
  }

  /**
   * Begins a run of the individual.
   *
   * @param replicate counted from 1
   */
  public void run(int replicate) {
    individuals[runs] = subjects - 1;
    replicates[runs++] = replicate;
  }

  /** Where the values of the outputs go; those of the current run begin at {@link #offset}. */
  public double[][] columns() {
    return values;
  }

  /** Row of the first time of the current run. */
  public int offset() {
    return (runs - 1) * times.length;
  }

  /** Takes the current run back, since it failed. */
  public void dropRun() {
    runs--;
  }

  /** Rows so far. */
  public int rows() {
    return runs * times.length;
  }

  /**
   * Writes the file of the chunk.
   *
   * @param runsTried runs, failed ones included
   */
  public Manifest.Chunk write(
      Store store, int number, int runsTried, long steps, List<Manifest.Failure> failures)
      throws IOException {
    String id = Store.chunkId(number);
    Store.Written file = store.writeChunk(Store.chunkFile(id), arrowColumns(), rows());
    return new Manifest.Chunk(
        id,
        Store.chunkFile(id),
        file.sha256(),
        file.sizeBytes(),
        rows(),
        subjects,
        List.of(ids[0], ids[subjects - 1]),
        List.of(times[0], times[times.length - 1]),
        runsTried,
        steps,
        failures);
  }

  private List<ArrowColumn> arrowColumns() {
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(
        ArrowColumn.dictionary(INDIVIDUAL, Arrays.copyOf(ids, subjects), perRun(individuals)));
    columns.add(ArrowColumn.ints(REPLICATE, perRun(replicates)));
    columns.add(ArrowColumn.doubles(TIME, Map.of("unit", "min"), this::putTimes));
    for (int k = 0; k < outputs.size(); k++) {
      Manifest.Output output = outputs.get(k);
      columns.add(
          ArrowColumn.doubles(
              output.column(), Map.of("unit", output.unit(), "kind", output.kind()), values[k]));
    }
    return columns;
  }

  private Values perRun(int[] numbers) {
    return (from, count, target) -> {
      for (int row = from; row < from + count; row++) {
        target.putInt(numbers[row / times.length]);
      }
    };
  }

  private void putTimes(int from, int count, ByteBuffer target) {
    int point = from % times.length;
    for (int i = 0; i < count; i++) {
      target.putDouble(times[point]);
      point = point + 1 == times.length ? 0 : point + 1;
    }
  }
}
