package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Arrays;

/**
 * Sparse LU with threshold partial pivoting, left-looking by columns (Gilbert and Peierls 1988,
 * SIAM J. Sci. Stat. Comput. 9, 862), on the equilibrated matrix. The diagonal is taken when it is
 * at least a tenth of the largest candidate, to keep the fill of the given column order.
 *
 * <p>The way out for matrices that static pivots cannot handle; slower, and the factors grow on
 * demand, so it allocates until the largest fill has been seen.
 */
final class PivotedLu implements LinearSolver {
  private static final double DIAGONAL_PREFERENCE = 0.1;
  private static final double LOST_PIVOT = 8 * Math.ulp(1.0);

  private final int n;
  private final int[] columnOrder;
  private final int[] columnStart;
  private final int[] rowOfEntry;
  private final int[] valueOfEntry;
  private final Equilibration scaling;
  private final ColumnFactor lower;
  private final ColumnFactor upper;
  private final double[] pivot;
  private final int[] stageOfRow;
  private final double[] x;
  private final int[] reach;
  private final int[] path;
  private final int[] pathNext;
  private final int[] seen;
  private int seenMark;

  PivotedLu(SparsityPattern pattern, int[] columnOrder) {
    n = pattern.size();
    this.columnOrder = columnOrder;
    columnStart = new int[n + 1];
    for (int j : pattern.column()) {
      columnStart[j + 1]++;
    }
    for (int j = 0; j < n; j++) {
      columnStart[j + 1] += columnStart[j];
    }
    rowOfEntry = new int[pattern.nonZeros()];
    valueOfEntry = new int[pattern.nonZeros()];
    int[] next = columnStart.clone();
    for (int i = 0; i < n; i++) {
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        int place = next[pattern.column()[e]]++;
        rowOfEntry[place] = i;
        valueOfEntry[place] = e;
      }
    }
    scaling = new Equilibration(pattern);
    lower = new ColumnFactor(n, 4 * pattern.nonZeros());
    upper = new ColumnFactor(n, 4 * pattern.nonZeros());
    pivot = new double[n];
    stageOfRow = new int[n];
    x = new double[n];
    reach = new int[n];
    path = new int[n];
    pathNext = new int[n];
    seen = new int[n];
  }

  @Override
  public int size() {
    return n;
  }

  @Override
  public boolean factorise(double[] values) {
    if (!scaling.compute(values)) {
      return false;
    }
    Arrays.fill(stageOfRow, -1);
    lower.clear();
    upper.clear();
    for (int stage = 0; stage < n; stage++) {
      int column = columnOrder[stage];
      int top = reach(column);
      scatter(column, values);
      eliminateColumn(top);
      if (!choosePivot(stage, column, top)) {
        for (int p = top; p < n; p++) {
          x[reach[p]] = 0;
        }
        return false;
      }
    }
    return true;
  }

  @Override
  public void solve(double[] b) {
    double[] y = x;
    for (int i = 0; i < n; i++) {
      b[i] *= scaling.rowScale[i];
    }
    for (int i = 0; i < n; i++) {
      y[stageOfRow[i]] = b[i];
    }
    for (int k = 0; k < n; k++) {
      double value = y[k];
      for (int p = lower.start[k]; p < lower.start[k + 1]; p++) {
        y[stageOfRow[lower.index[p]]] -= lower.value[p] * value;
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      double value = y[k] / pivot[k];
      b[columnOrder[k]] = value * scaling.columnScale[columnOrder[k]];
      for (int p = upper.start[k]; p < upper.start[k + 1]; p++) {
        y[upper.index[p]] -= upper.value[p] * value;
      }
    }
    Arrays.fill(y, 0);
  }

  private void scatter(int column, double[] values) {
    for (int p = columnStart[column]; p < columnStart[column + 1]; p++) {
      int i = rowOfEntry[p];
      x[i] = values[valueOfEntry[p]] * scaling.rowScale[i] * scaling.columnScale[column];
    }
  }

  /** Rows that the column touches, in topological order, in reach[top..n-1]; returns top. */
  private int reach(int column) {
    seenMark++;
    int top = n;
    for (int p = columnStart[column]; p < columnStart[column + 1]; p++) {
      if (seen[rowOfEntry[p]] != seenMark) {
        top = depthFirst(rowOfEntry[p], top);
      }
    }
    return top;
  }

  private int depthFirst(int root, int firstTop) {
    int top = firstTop;
    int depth = 0;
    path[0] = root;
    seen[root] = seenMark;
    pathNext[0] = childStart(root);
    while (depth >= 0) {
      int i = path[depth];
      int end = stageOfRow[i] < 0 ? 0 : lower.start[stageOfRow[i] + 1];
      boolean deeper = false;
      while (pathNext[depth] < end && !deeper) {
        int child = lower.index[pathNext[depth]++];
        if (seen[child] != seenMark) {
          seen[child] = seenMark;
          depth++;
          path[depth] = child;
          pathNext[depth] = childStart(child);
          deeper = true;
        }
      }
      if (!deeper) {
        reach[--top] = i;
        depth--;
      }
    }
    return top;
  }

  private int childStart(int i) {
    return stageOfRow[i] < 0 ? 0 : lower.start[stageOfRow[i]];
  }

  private void eliminateColumn(int top) {
    for (int p = top; p < n; p++) {
      int k = stageOfRow[reach[p]];
      if (k >= 0) {
        double value = x[reach[p]];
        for (int e = lower.start[k]; e < lower.start[k + 1]; e++) {
          x[lower.index[e]] -= lower.value[e] * value;
        }
      }
    }
  }

  private boolean choosePivot(int stage, int column, int top) {
    int best = -1;
    double largest = 0;
    for (int p = top; p < n; p++) {
      int i = reach[p];
      if (stageOfRow[i] < 0 && Math.abs(x[i]) > largest) {
        largest = Math.abs(x[i]);
        best = i;
      }
    }
    if (best < 0 || !(largest > LOST_PIVOT) || !(largest < Double.POSITIVE_INFINITY)) {
      return false;
    }
    if (stageOfRow[column] < 0 && Math.abs(x[column]) >= DIAGONAL_PREFERENCE * largest) {
      best = column;
    }
    pivot[stage] = x[best];
    for (int p = top; p < n; p++) {
      int i = reach[p];
      if (stageOfRow[i] >= 0) {
        upper.add(stageOfRow[i], x[i]);
      } else if (i != best && x[i] != 0) {
        lower.add(i, x[i] / pivot[stage]);
      }
      x[i] = 0;
    }
    stageOfRow[best] = stage;
    lower.endColumn(stage);
    upper.endColumn(stage);
    return true;
  }
}
