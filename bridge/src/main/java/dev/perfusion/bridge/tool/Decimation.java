package dev.perfusion.bridge.tool;

import java.util.TreeSet;
import java.util.stream.IntStream;

/** Fewer points of a curve without losing its peaks: smallest and largest of each bucket. */
final class Decimation {
  private Decimation() {}

  /**
   * @param maxPoints at least 2
   * @return indices to keep, increasing; first, last and the extremes are among them when maxPoints
   *     is 4 or more
   */
  static int[] keep(double[] values, int maxPoints) {
    int n = values.length;
    if (n <= maxPoints) {
      return IntStream.range(0, n).toArray();
    }
    TreeSet<Integer> kept = new TreeSet<>();
    kept.add(0);
    kept.add(n - 1);
    int buckets = (maxPoints - 2) / 2;
    for (int b = 0; b < buckets; b++) {
      int from = 1 + (int) ((long) (n - 2) * b / buckets);
      int to = 1 + (int) ((long) (n - 2) * (b + 1) / buckets);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = values[i] < values[low] ? i : low;
        high = values[i] > values[high] ? i : high;
      }
      kept.add(low);
      kept.add(high);
    }
    return kept.stream().mapToInt(Integer::intValue).toArray();
  }
}
