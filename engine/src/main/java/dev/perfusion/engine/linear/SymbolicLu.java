package dev.perfusion.engine.linear;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Arrays;

/**
 * Pivot order and fill pattern of an LU factorisation with diagonal pivots: made once per pattern,
 * immutable, shared by any number of threads.
 *
 * <p>The order is Markowitz' on the unsymmetric pattern. Ties go to the lower index, so a system
 * whose unknowns are renumbered by {@link #order()} is analysed to the identity, and then solving
 * needs no permutation.
 */
public final class SymbolicLu {
  final int n;
  final int[] order;
  final boolean identity;

  /** Permuted column of each entry of the pattern. */
  final int[] entryColumn;

  /** Strict lower part by rows: columns ascending, and the place of each entry by columns. */
  final int[] lowerStart;

  final int[] lowerColumn;
  final int[] lowerTarget;

  /** Strict upper part by rows, and the place of each entry by columns, last column first. */
  final int[] upperStart;

  final int[] upperColumn;
  final int[] upperTarget;

  /** Row and column of each entry in the order in which the substitutions use it. */
  final int[] forwardRow;

  final int[] forwardColumn;
  final int[] backwardRow;
  final int[] backwardColumn;

  private final SparsityPattern pattern;
  private volatile Code code;

  /**
   * Generated code.
   *
   * @param elimination from the entries of a matrix to an array laid out as in {@code layout}
   * @param substitution from a right-hand side to the solution
   */
  record Code(LuLayout layout, Kernel elimination, Kernel substitution) {}

  private SymbolicLu(SparsityPattern pattern, long maxEntries) {
    this.pattern = pattern;
    n = pattern.size();
    MarkowitzElimination elimination = new MarkowitzElimination(pattern, maxEntries);
    order = elimination.order();
    int[] position = new int[n];
    for (int k = 0; k < n; k++) {
      position[order[k]] = k;
    }
    identity = isIdentity(order);
    entryColumn = renumber(pattern.column(), position);

    int[][] below = renumber(elimination.lower(), position);
    forwardRow = concatenate(below);
    forwardColumn = ownerOfEach(below);
    lowerStart = new int[n + 1];
    lowerTarget = transpose(forwardRow, lowerStart);
    lowerColumn = new int[forwardRow.length];
    for (int p = 0; p < lowerColumn.length; p++) {
      lowerColumn[p] = forwardColumn[lowerTarget[p]];
    }

    int[][] right = renumber(elimination.upper(), position);
    upperColumn = concatenate(right);
    int[] upperRow = ownerOfEach(right);
    upperStart = new int[n + 1];
    for (int k = 0; k < n; k++) {
      upperStart[k + 1] = upperStart[k] + right[k].length;
    }
    int[] byColumn = transpose(upperColumn, new int[n + 1]);
    int nonZeros = upperColumn.length;
    upperTarget = new int[nonZeros];
    backwardRow = new int[nonZeros];
    backwardColumn = new int[nonZeros];
    for (int p = 0; p < nonZeros; p++) {
      int place = nonZeros - 1 - p;
      upperTarget[byColumn[p]] = place;
      backwardRow[place] = upperRow[byColumn[p]];
      backwardColumn[place] = upperColumn[byColumn[p]];
    }
  }

  /**
   * Analyses a pattern.
   *
   * @param pattern must hold the whole diagonal, columns increasing within each row
   * @throws IllegalArgumentException when a diagonal entry is missing or columns are out of order
   */
  public static SymbolicLu analyse(SparsityPattern pattern) {
    return analyse(pattern, Long.MAX_VALUE);
  }

  private static SymbolicLu analyse(SparsityPattern pattern, long maxEntries) {
    for (int i = 0; i < pattern.size(); i++) {
      boolean diagonal = false;
      int previous = -1;
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        int j = pattern.column()[e];
        if (j <= previous || j >= pattern.size()) {
          throw new IllegalArgumentException(
              "row " + i + " of the pattern: column " + j + " after column " + previous);
        }
        diagonal |= j == i;
        previous = j;
      }
      if (!diagonal) {
        throw new IllegalArgumentException("row " + i + " of the pattern has no diagonal entry");
      }
    }
    return new SymbolicLu(pattern, maxEntries);
  }

  /**
   * Analyses the pattern of {@code I - gamma J}: that of the Jacobian with the diagonal added. The
   * result's {@link #pattern()} is the union.
   */
  public static SymbolicLu ofIterationMatrix(SparsityPattern jacobian) {
    return ofIterationMatrix(jacobian, Long.MAX_VALUE);
  }

  /**
   * As above with a bound.
   *
   * @param maxEntries how many entries the factors may have beside the diagonal
   * @throws TooManyEntriesException they would have more
   */
  public static SymbolicLu ofIterationMatrix(SparsityPattern jacobian, long maxEntries) {
    int n = jacobian.size();
    int[] start = new int[n + 1];
    int[] column = new int[jacobian.nonZeros() + n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      boolean diagonal = false;
      for (int e = jacobian.rowStart()[i]; e < jacobian.rowStart()[i + 1]; e++) {
        int j = jacobian.column()[e];
        if (j > i && !diagonal) {
          column[count++] = i;
          diagonal = true;
        }
        diagonal |= j == i;
        column[count++] = j;
      }
      if (!diagonal) {
        column[count++] = i;
      }
      start[i + 1] = count;
    }
    return analyse(new SparsityPattern(n, start, Arrays.copyOf(column, count)), maxEntries);
  }

  /** The analysed pattern; values for {@link NumericLu#factorise} come in its order. */
  public SparsityPattern pattern() {
    return pattern;
  }

  /** Original index of each pivot, first eliminated first; a copy. */
  public int[] order() {
    return order.clone();
  }

  /** Entries of both factors, the diagonal counted once. */
  public int factorNonZeros() {
    return lowerColumn.length + upperColumn.length + n;
  }

  /** Generated code, or null while there is none. */
  Code code() {
    return code;
  }

  /**
   * Generates code in place of the loops, unless the matrix is too large for it; numeric
   * factorisations made later use it. The results are the same to the last bit.
   */
  public synchronized void generateCode() {
    if (code == null && LuTranslator.fits(this)) {
      code = LuTranslator.translate(this);
    }
  }

  /** A numeric factorisation for one run. */
  public NumericLu numeric() {
    return new NumericLu(this);
  }

  private static boolean isIdentity(int[] order) {
    for (int k = 0; k < order.length; k++) {
      if (order[k] != k) {
        return false;
      }
    }
    return true;
  }

  private static int[] renumber(int[] indices, int[] position) {
    int[] result = new int[indices.length];
    for (int p = 0; p < indices.length; p++) {
      result[p] = position[indices[p]];
    }
    return result;
  }

  private static int[][] renumber(int[][] indices, int[] position) {
    int[][] result = new int[indices.length][];
    for (int k = 0; k < indices.length; k++) {
      result[k] = renumber(indices[k], position);
      Arrays.sort(result[k]);
    }
    return result;
  }

  private static int[] concatenate(int[][] parts) {
    int[] result = new int[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int count = 0;
    for (int[] part : parts) {
      System.arraycopy(part, 0, result, count, part.length);
      count += part.length;
    }
    return result;
  }

  private static int[] ownerOfEach(int[][] parts) {
    int[] result = new int[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int count = 0;
    for (int k = 0; k < parts.length; k++) {
      Arrays.fill(result, count, count + parts[k].length, k);
      count += parts[k].length;
    }
    return result;
  }

  /**
   * Sorts positions stably by key: the result lists, key by key, the positions that have it.
   *
   * @param start filled with the first place of each key; length n + 1
   */
  private static int[] transpose(int[] key, int[] start) {
    for (int k : key) {
      start[k + 1]++;
    }
    for (int k = 1; k < start.length; k++) {
      start[k] += start[k - 1];
    }
    int[] next = start.clone();
    int[] result = new int[key.length];
    for (int p = 0; p < key.length; p++) {
      result[next[key[p]]++] = p;
    }
    return result;
  }
}
