package dev.perfusion.bridge.population.cohort;

import dev.perfusion.bridge.population.cohort.RandomStream.Use;
import java.util.Locale;
import org.hipparchus.random.SobolSequenceGenerator;

/** How points of the unit cube are spread. */
public enum Sampling {
  /** Independent of each other. */
  RANDOM,
  /** In each dimension one point in each of n equal intervals (McKay et al. 1979). */
  LATIN_HYPERCUBE,
  /**
   * A Sobol sequence (direction numbers of Joe and Kuo 2008), shifted digit by digit by the seed.
   */
  SOBOL;

  /** Name in workloads. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Sampling of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Gives points. */
  @FunctionalInterface
  interface Points {
    /**
     * Point number {@code position}.
     *
     * @param own the stream of the individual or replicate that it is for
     * @param into coordinates, strictly between 0 and 1
     */
    void point(long position, RandomStream own, double[] into);
  }

  /**
   * The points of a cohort.
   *
   * @param count how many there will be
   * @param use of the streams for what all points share
   */
  Points points(long seed, boolean replicates, long count, int dimensions) {
    if (dimensions == 0) {
      return (position, own, into) -> {};
    }
    return switch (this) {
      case RANDOM -> (position, own, into) -> uniform(own, into);
      case LATIN_HYPERCUBE ->
          latin(seed, replicates ? Use.REPLICATE_PERMUTATION : Use.PERMUTATION, count, dimensions);
      case SOBOL -> sobol(seed, replicates ? Use.REPLICATE_SHIFT : Use.SHIFT, dimensions);
    };
  }

  private static void uniform(RandomStream own, double[] into) {
    for (int d = 0; d < into.length; d++) {
      into[d] = own.next();
    }
  }

  private static Points latin(long seed, Use use, long count, int dimensions) {
    Permutation[] orders = new Permutation[dimensions];
    for (int d = 0; d < dimensions; d++) {
      orders[d] = new Permutation(count, new RandomStream(seed, use, d, 0));
    }
    return (position, own, into) -> {
      for (int d = 0; d < dimensions; d++) {
        into[d] = (orders[d].of(position) + own.next()) / count;
      }
    };
  }

  private static Points sobol(long seed, Use use, int dimensions) {
    SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions);
    long[] shifts = new long[dimensions];
    for (int d = 0; d < dimensions; d++) {
      shifts[d] = new RandomStream(seed, use, d, 0).bits() >>> (Long.SIZE - RandomStream.BITS);
    }
    return (position, own, into) -> {
      double[] point = sequence.skipTo(Math.toIntExact(position));
      for (int d = 0; d < dimensions; d++) {
        into[d] = RandomStream.number((long) (point[d] * 0x1p52) ^ shifts[d]);
      }
    };
  }
}
