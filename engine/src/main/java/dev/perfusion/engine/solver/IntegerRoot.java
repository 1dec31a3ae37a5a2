package dev.perfusion.engine.solver;

/**
 * Roots of small integer order from additions, products, quotients and square roots only: the same
 * bits on every machine, interpreted or compiled, and without the allocation of {@code
 * StrictMath.pow}.
 */
final class IntegerRoot {
  private static final int NEWTON_STEPS = 6;
  private static final double[] CUBE = {1, 1.26, 1.587};
  private static final double[] FIFTH = {1, 1.149, 1.32, 1.516, 1.741};

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
      case 3 -> odd(x, 3, CUBE);
      case 4 -> Math.sqrt(Math.sqrt(x));
      case 5 -> odd(x, 5, FIFTH);
      case 6 -> Math.sqrt(odd(x, 3, CUBE));
      default -> throw new IllegalArgumentException("root of order " + order);
    };
  }

  /** Newton's method from a start that is good to a factor of 2^(1/order). */
  private static double odd(double x, int order, double[] rootOfPowerOfTwo) {
    if (x < Double.MIN_NORMAL) {
      return 0;
    }
    int exponent = Math.getExponent(x);
    double root =
        Math.scalb(
            rootOfPowerOfTwo[Math.floorMod(exponent, order)], Math.floorDiv(exponent, order));
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double square = root * root;
      double power = order == 3 ? square : square * square;
      root -= (root - x / power) / order;
    }
    return root;
  }
}
