package dev.perfusion.gate.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weighted samples in ascending order: a value and how often it was seen. Order statistics are
 * those of the expanded list, without expanding it. Immutable.
 */
public final class Samples {
  private final double[] values;
  private final long[] counts;
  private final long[] upTo;

  private Samples(TreeMap<Double, Long> weights) {
    values = new double[weights.size()];
    counts = new long[weights.size()];
    upTo = new long[weights.size()];
    long total = 0;
    int i = 0;
    for (Map.Entry<Double, Long> weight : weights.entrySet()) {
      values[i] = weight.getKey();
      counts[i] = weight.getValue();
      total = Math.addExact(total, counts[i]);
      upTo[i++] = total;
    }
  }

  /** Collects samples; equal values are merged. */
  public static final class Collector {
    private final TreeMap<Double, Long> weights = new TreeMap<>();

    /**
     * Adds one value seen {@code count} times.
     *
     * @throws IllegalArgumentException when the value is not finite or the count below 1
     */
    public Collector add(double value, long count) {
      if (!Double.isFinite(value) || count < 1) {
        throw new IllegalArgumentException("sample " + value + " seen " + count + " times");
      }
      // Adding zero folds -0.0 into 0.0.
      weights.merge(value + 0.0, count, Math::addExact);
      return this;
    }

    /** The samples so far. */
    public Samples toSamples() {
      return new Samples(weights);
    }
  }

  /** Samples that were each seen once. */
  public static Samples of(double... values) {
    Collector collector = new Collector();
    Arrays.stream(values).forEach(value -> collector.add(value, 1));
    return collector.toSamples();
  }

  /** All samples of several sets. */
  public static Samples pooled(List<Samples> sets) {
    Collector collector = new Collector();
    for (Samples set : sets) {
      for (int i = 0; i < set.values.length; i++) {
        collector.add(set.values[i], set.counts[i]);
      }
    }
    return collector.toSamples();
  }

  /** Every value divided by a positive number. */
  public Samples dividedBy(double divisor) {
    Collector collector = new Collector();
    for (int i = 0; i < values.length; i++) {
      collector.add(values[i] / divisor, counts[i]);
    }
    return collector.toSamples();
  }

  /** How many samples there are, weights counted. */
  public long count() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /** How many distinct values there are. */
  public int size() {
    return values.length;
  }

  /** The {@code i}-th smallest distinct value. */
  public double value(int i) {
    return values[i];
  }

  /** How often the {@code i}-th smallest distinct value was seen. */
  public long weight(int i) {
    return counts[i];
  }

  /** The arithmetic mean; NaN without samples. */
  public double mean() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * counts[i];
    }
    return sum / count();
  }

  /**
   * The quantile by linear interpolation at rank {@code (n - 1) q} of the ordered samples (type 7
   * of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996).
   *
   * @param q between 0 and 1
   * @return NaN without samples
   */
  public double quantile(double q) {
    if (count() == 0) {
      return Double.NaN;
    }
    double rank = (count() - 1) * q;
    long below = (long) Math.floor(rank);
    double low = at(below);
    double fraction = rank - below;
    return fraction == 0 ? low : low + fraction * (at(below + 1) - low);
  }

  /** The sample at a zero-based rank of the expanded list. */
  private double at(long rank) {
    int i = Arrays.binarySearch(upTo, rank + 1);
    return values[i >= 0 ? i : -i - 1];
  }
}
