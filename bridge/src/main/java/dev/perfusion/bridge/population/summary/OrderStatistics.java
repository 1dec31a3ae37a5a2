package dev.perfusion.bridge.population.summary;

import java.util.Arrays;

/**
 * Puts chosen ranks of an array in their places without sorting all of it: C. A. R. Hoare,
 * "Algorithm 65: Find" (1961), for several ranks at once, with three-way partition.
 */
final class OrderStatistics {
  /** Shorter ranges are sorted. */
  private static final int SHORT = 48;

  /** So many times the expected depth of the recursion, then a range is sorted. */
  private static final int PATIENCE = 3;

  private final double[] values;
  private final int[] ranks;

  private OrderStatistics(double[] values, int[] ranks) {
    this.values = values;
    this.ranks = ranks;
  }

  /**
   * Reorders the first {@code count} values so that at each rank stands what would stand there if
   * they were sorted. There is no NaN among them.
   *
   * @param ranks from 0, increasing
   */
  static void place(double[] values, int count, int[] ranks) {
    int depth = PATIENCE * (Integer.SIZE - Integer.numberOfLeadingZeros(count));
    new OrderStatistics(values, ranks).place(0, count, 0, ranks.length, depth);
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
