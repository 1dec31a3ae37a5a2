package dev.perfusion.gate.report;

import java.util.Locale;

/** Numbers and texts as reports show them. */
final class Figures {
  private static final String NONE = "-";
  private static final double MIB = 1L << 20;

  /** Times shorter than this many ms are shown to the nanosecond. */
  private static final double NANOS_BELOW = 0.1;

  private Figures() {}

  /** Microseconds are enough, except for very short times. */
  static String millis(Double value) {
    if (value == null || value.isNaN()) {
      return NONE;
    }
    return String.format(Locale.ROOT, value > 0 && value < NANOS_BELOW ? "%.6f" : "%.3f", value);
  }

  static String limit(double value) {
    return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : millis(value);
  }

  static String signedPercent(Double value) {
    if (value == null) {
      return NONE;
    }
    return value.isInfinite() ? "+inf%" : String.format(Locale.ROOT, "%+.2f%%", value);
  }

  static String percent(Double value) {
    return value == null ? NONE : String.format(Locale.ROOT, "%.1f%%", value);
  }

  static String mebibytes(Long bytes) {
    return bytes == null ? NONE : String.format(Locale.ROOT, "%.1f", bytes / MIB);
  }

  /** Text that cannot break out of a table cell. */
  static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
  }
}
