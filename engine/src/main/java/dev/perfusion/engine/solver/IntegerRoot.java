package dev.perfusion.engine.solver;

/**
 * Roots of small integer order from additions, products, quotients and square roots only: the same
 * bits on every machine, interpreted or compiled, and without the allocation of {@code
 * StrictMath.pow}.
 */
final class IntegerRoot {
  private static final int NEWTON_STEPS = 4;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;

  /** Bits of 1.0. */
  private static final long ONE = 0x3FF0000000000000L;

  private static final double THIRD = 1.0 / 3;
  private static final double FIFTH_PART = 1.0 / 5;
  private static final double[] CUBE = {1, 1.26, 1.587};
  private static final double[] FIFTH = {1, 1.149, 1.32, 1.516, 1.741};

  /** Chords of the roots between 1 and 2. */
  private static final double CUBE_RISE = 0.26;

  private static final double FIFTH_RISE = 0.149;

  private IntegerRoot() {}

  /**
   * The root of the given order, to a few units in the last place.
   *
   * @param x zero or positive, normal and finite
   * @param order 1 to 6
   */
  static double of(double x, int order) {
    return switch (order) {
      case 1 -> x;
      case 2 -> Math.sqrt(x);
      case 3 -> cube(x);
      case 4 -> Math.sqrt(Math.sqrt(x));
      case 5 -> fifth(x);
      case 6 -> Math.sqrt(cube(x));
      default -> throw new IllegalArgumentException("root of order " + order);
    };
  }

  // The starts are good to 1.5 %, and Newton's method about squares the error.

  private static double cube(double x) {
    if (x < Double.MIN_NORMAL) {
      return 0;
    }
    double root = start(x, 3, CUBE, CUBE_RISE);
    for (int step = 0; step < NEWTON_STEPS; step++) {
      root -= (root - x / (root * root)) * THIRD;
    }
    return root;
  }

  private static double fifth(double x) {
    if (x < Double.MIN_NORMAL) {
      return 0;
    }
    double root = start(x, 5, FIFTH, FIFTH_RISE);
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double square = root * root;
      root -= (root - x / (square * square)) * FIFTH_PART;
    }
    return root;
  }

  private static double start(double x, int order, double[] rootOfPowerOfTwo, double rise) {
    int exponent = Math.getExponent(x);
    long mantissaBits = Double.doubleToRawLongBits(x) & MANTISSA;
    double mantissa = Double.longBitsToDouble(mantissaBits | ONE);
    int of = Math.floorDiv(exponent, order);
    double power = Double.longBitsToDouble(ONE + ((long) of << MANTISSA_BITS));
    return power * rootOfPowerOfTwo[exponent - order * of] * (1 + rise * (mantissa - 1));
  }
}
