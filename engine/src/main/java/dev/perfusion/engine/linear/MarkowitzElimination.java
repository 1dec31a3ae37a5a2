package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Eliminates a pattern symbolically with diagonal pivots, at each stage the one with the smallest
 * product of other entries in its row and column (Markowitz 1957, Management Science 3, 255), and
 * keeps the fill that arises.
 *
 * <p>Rows and columns are lists with lazy deletion and membership is a hash look-up, so the work is
 * that of the numeric factorisation plus a logarithm per touched candidate. A hub row with
 * thousands of entries is walked once, when it is itself eliminated.
 */
final class MarkowitzElimination {
  private final int n;
  private final List<IntList> rows;
  private final List<IntList> columns;
  private final int[] rowCount;
  private final int[] columnCount;
  private final boolean[] done;
  private final EntrySet entries;
  private final long maxEntries;
  private final int[] order;
  private final int[][] lower;
  private final int[][] upper;

  /**
   * @param maxEntries how many entries the factors may have
   * @throws TooManyEntriesException they would have more
   */
  MarkowitzElimination(SparsityPattern pattern, long maxEntries) {
    this.maxEntries = maxEntries;
    n = pattern.size();
    rows = new ArrayList<>(n);
    columns = new ArrayList<>(n);
    rowCount = new int[n];
    columnCount = new int[n];
    done = new boolean[n];
    order = new int[n];
    lower = new int[n][];
    upper = new int[n][];
    entries = new EntrySet(2 * pattern.nonZeros());
    for (int i = 0; i < n; i++) {
      rows.add(new IntList(pattern.rowStart()[i + 1] - pattern.rowStart()[i]));
      columns.add(new IntList(4));
    }
    for (int i = 0; i < n; i++) {
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        int j = pattern.column()[e];
        if (j != i) {
          insert(i, j);
        }
      }
    }
    eliminateAll();
  }

  /** Original index of each pivot, in the order of elimination. */
  int[] order() {
    return order;
  }

  /** By pivot stage: original row indices below the pivot. */
  int[][] lower() {
    return lower;
  }

  /** By pivot stage: original column indices right of the pivot. */
  int[][] upper() {
    return upper;
  }

  private boolean insert(int i, int j) {
    if (!entries.add(i, j)) {
      return false;
    }
    if (entries.size() > maxEntries) {
      throw new TooManyEntriesException();
    }
    rows.get(i).add(j);
    columns.get(j).add(i);
    rowCount[i]++;
    columnCount[j]++;
    return true;
  }

  private long cost(int k) {
    return (long) rowCount[k] * columnCount[k];
  }

  private void eliminateAll() {
    long[] initial = new long[n];
    for (int k = 0; k < n; k++) {
      initial[k] = cost(k);
    }
    PivotQueue queue = new PivotQueue(initial);
    for (int stage = 0; stage < n; stage++) {
      long others = queue.size() - 1L;
      // The cheapest pivot is full, so all are: the rest is a dense block and needs no choosing.
      if (others > 0 && queue.lowestCost() == others * others) {
        eliminateDenseRest(stage);
        return;
      }
      eliminate(queue.poll(), stage, queue);
    }
  }

  private void eliminate(int k, int stage, PivotQueue queue) {
    done[k] = true;
    order[stage] = k;
    int[] below = alive(columns.get(k), columnCount[k]);
    int[] right = alive(rows.get(k), rowCount[k]);
    lower[stage] = below;
    upper[stage] = right;
    rows.set(k, null);
    columns.set(k, null);
    for (int i : below) {
      rowCount[i]--;
    }
    for (int j : right) {
      columnCount[j]--;
    }
    for (int i : below) {
      for (int j : right) {
        if (i != j) {
          insert(i, j);
        }
      }
    }
    for (int i : below) {
      queue.update(i, cost(i));
    }
    for (int j : right) {
      queue.update(j, cost(j));
    }
  }

  private int[] alive(IntList list, int expected) {
    int[] kept = new int[expected];
    int count = 0;
    for (int p = 0; p < list.size(); p++) {
      if (!done[list.get(p)]) {
        kept[count++] = list.get(p);
      }
    }
    return kept;
  }

  private void eliminateDenseRest(int firstStage) {
    long side = n - firstStage;
    if (side * side > maxEntries) {
      throw new TooManyEntriesException();
    }
    int[] rest = new int[n - firstStage];
    int count = 0;
    for (int k = 0; k < n; k++) {
      if (!done[k]) {
        rest[count++] = k;
      }
    }
    for (int p = 0; p < rest.length; p++) {
      order[firstStage + p] = rest[p];
      lower[firstStage + p] = Arrays.copyOfRange(rest, p + 1, rest.length);
      upper[firstStage + p] = lower[firstStage + p];
    }
  }
}
