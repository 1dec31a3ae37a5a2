package dev.perfusion.bridge.population.summary;

import java.util.Arrays;

/**
 * Finds the values at chosen ranks without sorting all of them: two passes put equal ranges of the
 * bit patterns into buckets and gather the few values whose buckets hold a rank; among those, C. A.
 * R. Hoare, "Algorithm 65: Find" (1961), for several ranks at once, with three-way partition.
 */
final class OrderStatistics {
  /** Shorter ranges are sorted. */
  private static final int SHORT = 48;

  /** So many times the expected depth of the recursion, then a range is sorted. */
  private static final int PATIENCE = 3;

  private static final int BUCKET_BITS = 11;

  /** With fewer values the buckets cost more than they spare. */
  private static final int LEAST_FOR_BUCKETS = 512;

  private final double[] values;
  private final int[] ranks;

  private OrderStatistics(double[] values, int[] ranks) {
    this.values = values;
    this.ranks = ranks;
  }

  /**
   * The values that would stand at the ranks if the first {@code count} values were sorted. There
   * is no NaN among them; their order may be lost.
   *
   * @param ranks from 0, in any order
   */
  static double[] of(double[] values, int count, int[] ranks) {
    int[] sorted = ranks.clone();
    Arrays.sort(sorted);
    double[] found = new double[ranks.length];
    if (count < LEAST_FOR_BUCKETS) {
      place(values, 0, count, sorted);
      for (int i = 0; i < ranks.length; i++) {
        found[i] = values[ranks[i]];
      }
      return found;
    }
    double[] inOrder = fromBuckets(values, count, sorted);
    for (int i = 0; i < ranks.length; i++) {
      found[i] = inOrder[Arrays.binarySearch(sorted, ranks[i])];
    }
    return found;
  }

  /** The values at the ranks, which are in ascending order. */
  private static double[] fromBuckets(double[] values, int count, int[] ranks) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      long key = key(values[i]);
      least = Math.min(least, key);
      most = Math.max(most, key);
    }
    // The range as an unsigned number; its leading bits name the bucket.
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(most - least) - BUCKET_BITS);
    int[] sizes = new int[(int) (most - least >>> shift) + 1];
    for (int i = 0; i < count; i++) {
      sizes[(int) (key(values[i]) - least >>> shift)]++;
    }
    int[] next = new int[sizes.length];
    Arrays.fill(next, -1);
    int[] local = new int[ranks.length];
    int gathered = 0;
    int before = 0;
    int r = 0;
    for (int bucket = 0; bucket < sizes.length && r < ranks.length; bucket++) {
      if (ranks[r] < before + sizes[bucket]) {
        next[bucket] = gathered;
        for (; r < ranks.length && ranks[r] < before + sizes[bucket]; r++) {
          local[r] = gathered + ranks[r] - before;
        }
        gathered += sizes[bucket];
      }
      before += sizes[bucket];
    }
    double[] few = new double[gathered];
    for (int i = 0; i < count; i++) {
      int bucket = (int) (key(values[i]) - least >>> shift);
      if (next[bucket] >= 0) {
        few[next[bucket]++] = values[i];
      }
    }
    // Buckets lie one after the other in ascending order, so ranks keep their places.
    place(few, 0, gathered, local);
    double[] found = new double[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      found[i] = few[local[i]];
    }
    return found;
  }

  /** A whole number in the order of the values. */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ bits >> Long.SIZE - 1 & Long.MAX_VALUE;
  }

  /** Reorders a range so that the value of each rank stands there. */
  private static void place(double[] values, int from, int to, int[] ranks) {
    int depth = PATIENCE * (Integer.SIZE - Integer.numberOfLeadingZeros(to - from));
    new OrderStatistics(values, ranks).place(from, to, 0, ranks.length, depth);
  }

  private void place(int from, int to, int firstRank, int lastRank, int depth) {
    if (firstRank == lastRank) {
      return;
    }
    if (to - from <= SHORT || depth == 0) {
      Arrays.sort(values, from, to);
      return;
    }
    double pivot = pivot(from, to);
    int lower = from;
    int upper = to - 1;
    int at = from;
    while (at <= upper) {
      double value = values[at];
      if (value < pivot) {
        values[at++] = values[lower];
        values[lower++] = value;
      } else if (value > pivot) {
        values[at] = values[upper];
        values[upper--] = value;
      } else {
        at++;
      }
    }
    int below = firstRank;
    while (below < lastRank && ranks[below] < lower) {
      below++;
    }
    int above = below;
    while (above < lastRank && ranks[above] <= upper) {
      above++;
    }
    place(from, lower, firstRank, below, depth - 1);
    place(upper + 1, to, above, lastRank, depth - 1);
  }

  /** Median of three medians of three. */
  private double pivot(int from, int to) {
    int step = (to - from) / 9;
    return median(
        median(values[from], values[from + step], values[from + 2 * step]),
        median(values[from + 3 * step], values[from + 4 * step], values[from + 5 * step]),
        median(values[from + 6 * step], values[from + 7 * step], values[to - 1]));
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
