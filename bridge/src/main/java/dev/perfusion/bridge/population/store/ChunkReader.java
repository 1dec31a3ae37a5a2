package dev.perfusion.bridge.population.store;

import dev.perfusion.bridge.arrow.ArrowTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the runs of a chunk, output by output. Memory: what is asked for. Not thread-safe. */
public final class ChunkReader implements Closeable {
  private final Manifest manifest;
  private final ArrowTable table;
  private final int points;

  private ChunkReader(Manifest manifest, ArrowTable table) {
    this.manifest = manifest;
    this.table = table;
    this.points = manifest.time().points();
  }

  /**
   * Opens a chunk.
   *
   * @throws StoreException its file is missing or not what the manifest says
   */
  public static ChunkReader open(Path folder, Manifest manifest, Manifest.Chunk chunk) {
    Path file = folder.resolve(chunk.file());
    try {
      ArrowTable table = ArrowTable.open(file);
      if (table.rows() != chunk.rows()) {
        table.close();
        throw new StoreException(
            file + " has " + table.rows() + " rows, not " + chunk.rows() + " as the manifest says");
      }
      return new ChunkReader(manifest, table);
    } catch (NoSuchFileException e) {
      throw new StoreException(chunk.chunkId() + " is missing: there is no file " + file, e);
    } catch (IOException e) {
      throw new StoreException(chunk.chunkId() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Runs in the chunk, failed ones not counted. */
  public int runs() {
    return table.rows() / points;
  }

  /** Id of the individual of each run. */
  public int[] individuals() throws IOException {
    return perRun(ChunkTable.INDIVIDUAL);
  }

  /** Replicate of each run, counted from 1. */
  public int[] replicates() throws IOException {
    return perRun(ChunkTable.REPLICATE);
  }

  private int[] perRun(String column) throws IOException {
    int[] numbers = new int[runs()];
    for (int run = 0; run < numbers.length; run++) {
      table.ints(column, run * points, numbers, run, 1);
    }
    return numbers;
  }

  /** The output times (min); none for a chunk without runs. */
  public double[] times() throws IOException {
    double[] times = new double[runs() == 0 ? 0 : points];
    table.doubles(ChunkTable.TIME, 0, times, 0, times.length);
    return times;
  }

  /**
   * Reads an output of some runs, run by run.
   *
   * @param target takes {@code count} times the number of output times, from {@code at} on
   */
  public void values(int output, int fromRun, int count, double[] target, int at)
      throws IOException {
    table.doubles(
        manifest.outputs().get(output).column(), fromRun * points, target, at, count * points);
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
