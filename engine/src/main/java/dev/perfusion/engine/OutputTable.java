package dev.perfusion.engine;

import dev.perfusion.engine.ode.RunSystem;
import java.util.Arrays;

/**
 * Collects the outputs of a run row by row and gives them column by column. Rows are turned into
 * columns a few at a time, so that each cache line of a column is touched once.
 */
final class OutputTable {
  /** Doubles in a cache line. */
  private static final int BLOCK = 8;

  private final double[][] columns;
  private final int offset;
  private final double[][] rows;
  private final int[] varying;
  private final int length;
  private int used;
  private int next;

  /**
   * A table with columns of its own.
   *
   * @param length number of rows
   */
  OutputTable(RunSystem system, int length) {
    this(system, length, new double[system.outputCount()][length], 0);
  }

  /**
   * A table that fills a part of larger columns.
   *
   * @param length number of rows
   * @param columns one per output, null for one that nobody wants
   * @param offset where the first row goes
   */
  OutputTable(RunSystem system, int length, double[][] columns, int offset) {
    int width = system.outputCount();
    this.columns = columns;
    this.offset = offset;
    this.length = length;
    rows = new double[Math.min(BLOCK, length)][width];
    int count = 0;
    int[] found = new int[width];
    for (int k = 0; k < width; k++) {
      if (columns[k] != null && system.varies(k)) {
        found[count++] = k;
      }
    }
    varying = Arrays.copyOf(found, count);
  }

  /** The array to write the next row into; rows come in order. */
  double[] row(int position) {
    if (position != next) {
      throw new IllegalStateException("row " + position + " after row " + (next - 1));
    }
    if (used == rows.length) {
      flush();
    }
    next++;
    return rows[used++];
  }

  /** One array per output; not a copy. */
  double[][] columns() {
    flush();
    return columns;
  }

  private void flush() {
    int first = next - used;
    if (first == 0 && used > 0) {
      for (int k = 0; k < columns.length; k++) {
        if (columns[k] == null) {
          continue;
        }
        Arrays.fill(columns[k], offset, offset + length, rows[0][k]);
      }
    }
    for (int k : varying) {
      double[] column = columns[k];
      for (int j = 0; j < used; j++) {
        column[offset + first + j] = rows[j][k];
      }
    }
    used = 0;
  }
}
