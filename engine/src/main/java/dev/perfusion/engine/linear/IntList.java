package dev.perfusion.engine.linear;

import java.util.Arrays;

/** Growing list of ints. */
final class IntList {
  private int[] items;
  private int count;

  IntList(int capacity) {
    items = new int[Math.max(2, capacity)];
  }

  void add(int item) {
    if (count == items.length) {
      items = Arrays.copyOf(items, 2 * count);
    }
    items[count++] = item;
  }

  int get(int i) {
    return items[i];
  }

  int size() {
    return count;
  }

  int[] toArray() {
    return Arrays.copyOf(items, count);
  }
}
