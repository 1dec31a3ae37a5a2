package dev.perfusion.benchmarks.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as they stand in the report. */
final class Figures {
  /** Stands where a side is not on the machine. */
  static final String ABSENT = "not on this machine";

  private static final double NANOS_PER_MS = 1e6;
  private static final double NANOS_PER_US = 1e3;
  private static final int DIGITS = 3;

  private Figures() {}

  /** Milliseconds, three digits. */
  static String ms(double nanos) {
    return Double.isNaN(nanos) ? ABSENT : plain(nanos / NANOS_PER_MS);
  }

  /** Milliseconds of the median and of the middle half of the measurements. */
  static String msWithSpread(double... nanos) {
    return nanos.length == 0
        ? ABSENT
        : ms(Sample.median(nanos))
            + " ("
            + ms(Sample.quantile(0.25, nanos))
            + "-"
            + ms(Sample.quantile(0.75, nanos))
            + ")";
  }

  /** Microseconds, three digits. */
  static String us(double nanos) {
    return plain(nanos / NANOS_PER_US);
  }

  /** A factor, for example {@code 41.3x}. */
  static String times(double factor) {
    return Double.isNaN(factor) ? "-" : plain(factor) + "x";
  }

  /** A ratio with its interval. */
  static String ratio(PairedTimes pair) {
    if (!pair.hasPeer()) {
      return "-";
    }
    PairedTimes.Interval interval = pair.interval();
    return times(pair.ratio()) + " (" + plain(interval.low()) + "-" + plain(interval.high()) + ")";
  }

  /** An error, two digits. */
  static String error(double relative) {
    return Double.isNaN(relative) ? "-" : String.format(Locale.ROOT, "%.1e", relative);
  }

  /** At most three digits, without exponent; all digits before the point. */
  static String plain(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "-";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
    if (rounded.scale() < 0) {
      rounded = rounded.setScale(0);
    }
    return Math.abs(value) >= Math.pow(10, DIGITS)
        ? String.format(Locale.ROOT, "%.0f", value)
        : rounded.toPlainString();
  }
}
