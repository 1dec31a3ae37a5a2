package dev.perfusion.engine.linear;

import java.util.Arrays;

/** A triangular factor by columns that grows on demand. */
final class ColumnFactor {
  final int[] start;
  int[] index;
  double[] value;
  private int count;

  ColumnFactor(int columns, int capacity) {
    start = new int[columns + 1];
    index = new int[Math.max(16, capacity)];
    value = new double[index.length];
  }

  void clear() {
    count = 0;
  }

  void add(int i, double entry) {
    if (count == index.length) {
      index = Arrays.copyOf(index, 2 * count);
      value = Arrays.copyOf(value, 2 * count);
    }
    index[count] = i;
    value[count++] = entry;
  }

  void endColumn(int column) {
    start[column + 1] = count;
  }
}
