package dev.perfusion.bridge.population.cohort;

/**
 * A random order of 0 to n - 1 that needs no memory: a Feistel network over the next even number of
 * bits, repeated until the number is below n (cycle walking; Black and Rogaway 2002, CT-RSA,
 * "Ciphers with arbitrary finite domains").
 */
final class Permutation {
  private static final int ROUNDS = 6;

  private final long n;
  private final int halfBits;
  private final long mask;
  private final long[] keys = new long[ROUNDS];

  Permutation(long n, RandomStream keys) {
    this.n = n;
    int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(n - 1));
    halfBits = (bits + 1) / 2;
    mask = (1L << halfBits) - 1;
    for (int i = 0; i < ROUNDS; i++) {
      this.keys[i] = keys.bits();
    }
  }

  long of(long position) {
    long x = position;
    do {
      long left = x >>> halfBits;
      long right = x & mask;
      for (long key : keys) {
        long next = left ^ RandomStream.mix(right + key) & mask;
        left = right;
        right = next;
      }
      x = left << halfBits | right;
    } while (x >= n);
    return x;
  }
}
