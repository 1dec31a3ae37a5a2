package dev.perfusion.gate.report;

import dev.perfusion.gate.history.Metric;
import java.util.Locale;

/** Values with a unit of fitting size. */
final class Quantity {
  private static final double KIBI = 1024;

  private Quantity() {}

  /** A metric with its unit. */
  static String of(Metric metric) {
    return of(metric.value(), metric.unit());
  }

  /** A value of a unit as {@link Metric} names it. */
  static String of(double value, String unit) {
    return switch (unit) {
      case "ms" -> time(value);
      case "s" -> time(value * 1000);
      case "bytes" -> bytes(value);
      case "%" -> digits(value) + " %";
      case "" -> digits(value);
      default -> digits(value) + " " + unit;
    };
  }

  /** A time given in ms, in ns, µs, ms, s or min; three significant digits at least. */
  static String time(double millis) {
    double size = Math.abs(millis);
    if (size == 0) {
      return "0 ms";
    }
    if (size < 1e-3) {
      return digits(millis * 1e6) + " ns";
    }
    if (size < 1) {
      return digits(millis * 1e3) + " µs";
    }
    if (size < 1e3) {
      return digits(millis) + " ms";
    }
    return size < 120e3 ? digits(millis / 1e3) + " s" : digits(millis / 60e3) + " min";
  }

  /** A time on an axis: without digits that say nothing. */
  static String tick(double millis) {
    return tick(millis, "ms");
  }

  /** A value on an axis: without digits that say nothing. */
  static String tick(double value, String unit) {
    return of(value, unit).replaceAll("\\.0+ ", " ").replaceAll("(\\.\\d*?)0+ ", "$1 ");
  }

  /** A number of bytes in B, KiB, MiB or GiB. */
  static String bytes(double bytes) {
    double value = bytes;
    int step = 0;
    while (Math.abs(value) >= KIBI && step < 3) {
      value /= KIBI;
      step++;
    }
    return digits(value) + " " + new String[] {"B", "KiB", "MiB", "GiB"}[step];
  }

  /** Three significant digits, whole numbers whole. */
  static String digits(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (value == Math.rint(value) && size < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    if (size < 1e-3) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A change in percent. */
  static String change(double percent) {
    if (Double.isInfinite(percent)) {
      return "from 0";
    }
    return String.format(Locale.ROOT, Math.abs(percent) < 10 ? "%+.1f %%" : "%+.0f %%", percent)
        .replace('-', '−');
  }
}
