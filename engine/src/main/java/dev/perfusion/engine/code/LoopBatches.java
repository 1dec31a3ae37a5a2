package dev.perfusion.engine.code;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers what loops are to do. An expression has a level, one more than the highest level of what
 * it reads; all expressions of a level that are done by the same loop are one call of it.
 */
public final class LoopBatches {
  private final TreeMap<Integer, TreeMap<Integer, Indices>> batches = new TreeMap<>();
  private int calls;
  private int size;

  /**
   * Adds an expression.
   *
   * @param loop which loop computes it
   * @param indices what the loop reads and writes, in its order
   * @param count how many of the indices count
   */
  public void add(int level, int loop, int[] indices, int count) {
    TreeMap<Integer, Indices> ofLevel = batches.computeIfAbsent(level, key -> new TreeMap<>());
    Indices batch = ofLevel.get(loop);
    if (batch == null) {
      batch = new Indices();
      ofLevel.put(loop, batch);
      calls++;
    }
    batch.add(indices, count);
    size += count;
  }

  /** Defines the class that does it all. */
  public Kernel define(LoopWriter loops) {
    int[] indices = new int[size];
    int[] order = new int[LoopWriter.CALL_WORDS * calls];
    int at = 0;
    int call = 0;
    for (TreeMap<Integer, Indices> ofLevel : batches.values()) {
      for (Map.Entry<Integer, Indices> batch : ofLevel.entrySet()) {
        int length = batch.getValue().count;
        System.arraycopy(batch.getValue().values, 0, indices, at, length);
        order[call++] = batch.getKey();
        order[call++] = at;
        at += length;
        order[call++] = at;
      }
    }
    return loops.define(indices, order);
  }

  private static final class Indices {
    private int[] values = new int[16];
    private int count;

    void add(int[] more, int length) {
      if (count + length > values.length) {
        values = Arrays.copyOf(values, Math.max(2 * values.length, count + length));
      }
      System.arraycopy(more, 0, values, count, length);
      count += length;
    }
  }
}
