package dev.perfusion.engine.io;

/**
 * Quantiles of the standard normal distribution, to 1e-13 absolute.
 *
 * <p>Abramowitz and Stegun, Handbook of Mathematical Functions (1964): first guess 26.2.23, then
 * Halley steps on the distribution function, which is the series 26.2.11 near the middle and the
 * continued fraction 26.2.14 in the tail.
 */
final class NormalDistribution {
  /** Quantiles are limited to this many standard deviations, as in the OSP suite. */
  static final double LIMIT = 10;

  private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
  private static final double TAIL = -2.5;
  private static final int FRACTION_TERMS = 200;

  private NormalDistribution() {}

  /**
   * The z with P(Z &le; z) = p.
   *
   * @param p probability; 0 and 1 give -10 and 10
   * @return NaN when p is outside [0, 1]
   */
  static double quantile(double p) {
    if (!(p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    if (p == 0.5) {
      return 0;
    }
    // 1 - p is exact for p above one half.
    return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p);
  }

  private static double lowerQuantile(double p) {
    if (p <= lowerTail(-LIMIT)) {
      return -LIMIT;
    }
    double z = guess(p);
    for (int i = 0; i < 3; i++) {
      double e = (lowerTail(z) - p) / density(z);
      z -= e / (1 + z * e / 2);
    }
    return z;
  }

  private static double guess(double p) {
    double t = Math.sqrt(-2 * Math.log(p));
    double numerator = 2.515517 + t * (0.802853 + t * 0.010328);
    double denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    return numerator / denominator - t;
  }

  /** P(Z &le; z) for z near or below 0. */
  static double lowerTail(double z) {
    double x = -z;
    if (z > TAIL) {
      double term = x;
      double sum = x;
      for (int n = 3; Math.abs(term) > Math.abs(sum) * 1e-17; n += 2) {
        term *= x * x / n;
        sum += term;
      }
      return 0.5 - density(z) * sum;
    }
    double fraction = x;
    for (int n = FRACTION_TERMS; n > 0; n--) {
      fraction = x + n / fraction;
    }
    return density(z) / fraction;
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / SQRT_TWO_PI;
  }
}
