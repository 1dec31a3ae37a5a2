package dev.perfusion.gate.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds where the distribution of a series changes: E-divisive of Matteson and James, A
 * Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data (JASA 109, 2014),
 * in one dimension with exponent 1.
 *
 * <p>Each round takes the split with the largest energy distance between a stretch and what follows
 * it, and keeps it when no permutation of the values within the present segments gives a distance
 * as large. The p-value of a change is then at most 1 / ({@value #PERMUTATIONS} + 1) = 0.001. The
 * permutations come from a fixed seed: the same series gives the same changes.
 *
 * <p>Values of a machine that drifts are not exchangeable; such a drift is found as a change, and
 * it is one. Whether code or machine changed the series cannot say.
 */
public final class ChangePoints {
  /** Permutations of a round. */
  static final int PERMUTATIONS = 999;

  /** Least number of values on either side of a change: fewer would let two outliers make one. */
  static final int SHORTEST = 3;

  private static final long SEED = 20140;

  private final double[] values;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final double[] shuffled;
  private final double[][] sums;

  private ChangePoints(double[] values) {
    this.values = values;
    this.shuffled = new double[values.length];
    this.sums = new double[values.length + 1][values.length + 1];
  }

  /**
   * The indices of the first value after each change, ascending.
   *
   * @param values in the order of time, finite; they are compared by their differences, so give
   *     logarithms where ratios matter
   */
  public static List<Integer> of(double[] values) {
    return new ChangePoints(values).find();
  }

  /**
   * @param at index of the first value after the split
   * @param distance scaled energy distance
   */
  private record Split(int at, double distance) {
    static final Split NONE = new Split(-1, Double.NEGATIVE_INFINITY);
  }

  private List<Integer> find() {
    List<Integer> bounds = new ArrayList<>(List.of(0, values.length));
    Split best = best(bounds, values, Double.POSITIVE_INFINITY);
    while (best.at() >= 0 && best.distance() > 0 && isSignificant(best, bounds)) {
      bounds.add(best.at());
      bounds.sort(Comparator.naturalOrder());
      best = best(bounds, values, Double.POSITIVE_INFINITY);
    }
    return List.copyOf(bounds.subList(1, bounds.size() - 1));
  }

  private boolean isSignificant(Split split, List<Integer> bounds) {
    System.arraycopy(values, 0, shuffled, 0, values.length);
    for (int i = 0; i < PERMUTATIONS; i++) {
      for (int segment = 1; segment < bounds.size(); segment++) {
        shuffle(bounds.get(segment - 1), bounds.get(segment));
      }
      if (best(bounds, shuffled, split.distance()).distance() >= split.distance()) {
        return false;
      }
    }
    return true;
  }

  private void shuffle(int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int j = from + random.nextInt(i - from + 1);
      double swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
  }

  /** The best split of all segments; when one reaches {@code enough}, that one. */
  private Split best(List<Integer> bounds, double[] series, double enough) {
    Split best = Split.NONE;
    for (int i = 1; i < bounds.size(); i++) {
      Split split = best(series, bounds.get(i - 1), bounds.get(i));
      if (split.distance() > best.distance()) {
        best = split;
      }
      if (best.distance() >= enough) {
        break;
      }
    }
    return best;
  }

  /**
   * The best split of one segment: of its values up to a point against those up to a later one,
   * which need not be the end, so that a change that was taken back is seen as well.
   */
  private Split best(double[] series, int from, int to) {
    int length = to - from;
    if (length < 2 * SHORTEST) {
      return Split.NONE;
    }
    sumDistances(series, from, length);
    Split best = Split.NONE;
    for (int split = SHORTEST; split <= length - SHORTEST; split++) {
      double[] row = sums[split];
      double before = row[split] / 2;
      double meanBefore = before / (split * (split - 1) / 2.0);
      for (int end = split + SHORTEST; end <= length; end++) {
        double after = end - split;
        double across = row[end] - row[split];
        double within = sums[end][end] / 2 - before - across;
        double energy =
            2 * across / (split * after) - meanBefore - 2 * within / (after * (after - 1));
        double distance = energy * split * after / end;
        if (distance > best.distance()) {
          best = new Split(from + split, distance);
        }
      }
    }
    return best;
  }

  /** {@code sums[i][j]} for j from i on: distances of each of the first i values to the first j. */
  private void sumDistances(double[] series, int from, int length) {
    Arrays.fill(sums[0], 0, length + 1, 0);
    for (int i = 1; i <= length; i++) {
      double value = series[from + i - 1];
      double[] above = sums[i - 1];
      double[] row = sums[i];
      double along = 0;
      for (int j = from; j < from + i - 1; j++) {
        along += Math.abs(value - series[j]);
      }
      for (int j = i; j <= length; j++) {
        along += Math.abs(value - series[from + j - 1]);
        row[j] = above[j] + along;
      }
    }
  }
}
