package dev.perfusion.bridge.tool;

import java.math.BigDecimal;
import java.math.MathContext;

/** Rounds to six significant digits, which is what a summary needs. */
final class SixDigits {
  private static final int DIGITS = 6;
  private static final double LEAST = 1e5;
  private static final double MOST = 1e6;

  /** Powers of ten up to here are doubles without an error. */
  private static final int EXACT = 22;

  private static final double[] POWERS = powers();

  /** Far more than the error of the scaled number, which is below 1e-9. */
  private static final double DOUBT = 1e-6;

  private SixDigits() {}

  private static double[] powers() {
    double[] powers = new double[EXACT + 1];
    for (int i = 0; i <= EXACT; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }

  /**
   * The double that is nearest to the rounded decimal, half up; what is not finite stays.
   *
   * <p>A whole number of six digits and a power of ten up to 10^22 have no error, so one division
   * or multiplication of them is rounded as it should be. Numbers near the middle between two
   * decimals, and very large or small ones, take the long way.
   */
  static double of(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double size = Math.abs(value);
    int scale = DIGITS - 1 - (int) Math.floor(Math.log10(size));
    if (Math.abs(scale) <= EXACT) {
      double scaled = scale >= 0 ? size * POWERS[scale] : size / POWERS[-scale];
      double fraction = scaled - Math.floor(scaled);
      if (scaled >= LEAST && scaled < MOST && Math.abs(fraction - 0.5) > DOUBT) {
        double whole = Math.rint(scaled);
        return Math.copySign(scale >= 0 ? whole / POWERS[scale] : whole * POWERS[-scale], value);
      }
    }
    return new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue();
  }
}
