package dev.perfusion.bridge.population.cohort;

/**
 * Uniform numbers from a seed and what they are for, so that they depend on nothing else: not on
 * the order in which individuals are drawn, nor on what others drew. The generator is SplitMix64
 * (Steele, Lea and Flood 2014, OOPSLA, "Fast splittable pseudorandom number generators").
 */
final class RandomStream {
  /** Numbers are odd multiples of half of 2^-52: never 0 or 1. */
  static final int BITS = 52;

  private static final double STEP = 0x1p-52;
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  /** What a stream is for. */
  enum Use {
    SUBJECT,
    REPLICATE,
    COVARIATES,
    PERMUTATION,
    REPLICATE_PERMUTATION,
    SHIFT,
    REPLICATE_SHIFT
  }

  private long state;

  RandomStream(long seed, Use use, int first, int second) {
    long key = mix(seed + GAMMA);
    key = mix(key + GAMMA * (use.ordinal() + 1));
    key = mix(key + GAMMA * (first + 1L));
    state = mix(key + GAMMA * (second + 1L));
  }

  /** 64 random bits. */
  long bits() {
    state += GAMMA;
    return mix(state);
  }

  /** A number strictly between 0 and 1. */
  double next() {
    return number(bits() >>> (Long.SIZE - BITS));
  }

  /** The number in the middle of the interval of these {@link #BITS} bits. */
  static double number(long bits) {
    return (bits + 0.5) * STEP;
  }

  static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
