package dev.perfusion.bridge.population.summary;

import java.io.IOException;

/**
 * Statistics of each column of rows that are too many for the memory: as many columns at a time as
 * fit, a pass over the rows for each lot. Memory: {@value #BUDGET} bytes, or 8 bytes a row where
 * that is more, and 8 bytes a row for each thread.
 */
final class ColumnStatistics {
  /** Bytes of the columns that are held at a time. */
  static final long BUDGET = 24L << 20;

  private final int rows;
  private final Groups groups;
  private final Threads threads;
  private final Runnable checkpoint;
  private final long budget;

  /**
   * @param rows rows of all tables that follow
   * @param checkpoint called often; ends the work by throwing
   */
  ColumnStatistics(int rows, Groups groups, Threads threads, Runnable checkpoint, long budget) {
    this.rows = rows;
    this.groups = groups;
    this.threads = threads;
    this.checkpoint = checkpoint;
    this.budget = budget;
  }

  /** Takes the statistics of a column, group by group. */
  @FunctionalInterface
  interface Sink {
    /** Takes the next column; the columns come in their order. */
    void take(int column, Statistics[] byGroup) throws IOException;
  }

  void of(RunRows table, Sink sink) throws IOException {
    int width = table.width();
    int lot = (int) Math.max(1, Math.min(width, budget / Math.max(1, (long) rows * Double.BYTES)));
    double[][] columns = new double[lot][rows];
    for (int first = 0; first < width; first += lot) {
      int count = Math.min(lot, width - first);
      gather(table, first, count, columns);
      Statistics[][] found = statistics(columns, count);
      for (int c = 0; c < count; c++) {
        sink.take(first + c, found[c]);
      }
    }
  }

  private void gather(RunRows table, int first, int count, double[][] columns) throws IOException {
    int width = table.width();
    int[] row = new int[1];
    table.read(
        (taken, values) -> {
          checkpoint.run();
          for (int c = 0; c < count; c++) {
            double[] column = columns[c];
            for (int r = 0, at = first + c; r < taken; r++, at += width) {
              column[row[0] + r] = values[at];
            }
          }
          row[0] += taken;
        });
    if (row[0] != rows) {
      throw new IOException("there are " + row[0] + " runs, not " + rows);
    }
  }

  private Statistics[][] statistics(double[][] columns, int count) throws IOException {
    ThreadLocal<double[]> scratch = ThreadLocal.withInitial(() -> new double[rows]);
    Statistics[][] found = new Statistics[count][];
    threads.each(
        count,
        c -> {
          checkpoint.run();
          found[c] = byGroup(columns[c], scratch.get());
        });
    return found;
  }

  private Statistics[] byGroup(double[] column, double[] scratch) {
    Statistics[] found = new Statistics[groups.names().size()];
    for (int g = 0; g < found.length; g++) {
      int[] runs = groups.runs().get(g);
      if (runs == null) {
        System.arraycopy(column, 0, scratch, 0, rows);
        found[g] = Statistics.of(scratch, rows);
      } else {
        for (int i = 0; i < runs.length; i++) {
          scratch[i] = column[runs[i]];
        }
        found[g] = Statistics.of(scratch, runs.length);
      }
    }
    return found;
  }
}
