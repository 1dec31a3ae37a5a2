package dev.perfusion.engine.ode;

/**
 * Pattern of a square sparse matrix, compressed by rows, column indices increasing within a row.
 *
 * @param size rows and columns
 * @param rowStart length size + 1; entries of row i are rowStart[i] to rowStart[i + 1] - 1
 * @param column length nnz
 */
public record SparsityPattern(int size, int[] rowStart, int[] column) {
  /** Number of stored entries. */
  public int nonZeros() {
    return rowStart[size];
  }
}
