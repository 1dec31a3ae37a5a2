package dev.perfusion.engine.linear;

import java.util.Arrays;

/** Set of matrix positions (row, column): open addressing, linear probing, load below one half. */
final class EntrySet {
  private static final long FREE = -1;

  private long[] table;
  private int count;

  EntrySet(int expected) {
    table = free(Integer.highestOneBit(Math.max(8, expected)) * 4);
  }

  /** Number of positions. */
  int size() {
    return count;
  }

  /** Adds the position; false when it was there. */
  boolean add(int row, int column) {
    if (2 * (count + 1) > table.length) {
      grow();
    }
    return insert((long) row << 32 | column);
  }

  private boolean insert(long key) {
    int mask = table.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (table[slot] != FREE) {
      if (table[slot] == key) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    table[slot] = key;
    count++;
    return true;
  }

  private void grow() {
    long[] old = table;
    table = free(old.length * 2);
    count = 0;
    for (long key : old) {
      if (key != FREE) {
        insert(key);
      }
    }
  }

  private static long[] free(int length) {
    long[] fresh = new long[length];
    Arrays.fill(fresh, FREE);
    return fresh;
  }
}
