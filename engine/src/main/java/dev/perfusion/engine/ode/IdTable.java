package dev.perfusion.engine.ode;

import java.util.Arrays;

/** Positions of ids in a list: a hash table of ints, half empty, with linear probing. */
final class IdTable {
  private static final int FREE = -1;
  private static final int SCATTER = 0x9E3779B1;

  private final int[] ids;
  private final int[] table;
  private final int shift;

  /**
   * @param ids where an id occurs twice, the later position counts
   */
  IdTable(int[] ids) {
    this.ids = ids;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * ids.length + 1);
    shift = Integer.SIZE - bits;
    table = new int[1 << bits];
    Arrays.fill(table, FREE);
    for (int i = 0; i < ids.length; i++) {
      table[slot(ids[i])] = i;
    }
  }

  /** Position of an id, negative when it is unknown. */
  int position(int id) {
    return table[slot(id)];
  }

  private int slot(int id) {
    int slot = (id * SCATTER) >>> shift;
    while (table[slot] != FREE && ids[table[slot]] != id) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }
}
