package dev.perfusion.engine.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Results as wide CSV: {@code Time} (min), then one column per quantity headed by its full path in
 * double quotes; one row per time.
 *
 * <p>Numbers have 17 significant digits, so that reading them gives the same double again. Lines
 * end with a line feed, the encoding is UTF-8. Not finite: {@code NaN}, {@code Infinity}, {@code
 * -Infinity}.
 */
public final class ResultsCsv {
  private static final MathContext DIGITS = new MathContext(17);
  private static final long EXACT = 1L << 53;

  private ResultsCsv() {}

  /**
   * Writes a file, replacing what is there.
   *
   * @param paths full paths, one per column
   * @param times output times (min)
   * @param columns one array per path, each as long as {@code times}
   * @throws IllegalArgumentException when the sizes differ
   */
  public static void write(List<String> paths, double[] times, double[][] columns, Path file)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(paths, times, columns, writer);
    }
  }

  /** Writes to any text sink; see {@link #write(List, double[], double[][], Path)}. */
  public static void write(List<String> paths, double[] times, double[][] columns, Appendable out)
      throws IOException {
    check(paths, times, columns);
    StringBuilder line = new StringBuilder("Time");
    for (String path : paths) {
      line.append(",\"").append(path.replace("\"", "\"\"")).append('"');
    }
    out.append(line.append('\n'));
    for (int row = 0; row < times.length; row++) {
      line.setLength(0);
      appendNumber(line, times[row]);
      for (double[] column : columns) {
        appendNumber(line.append(','), column[row]);
      }
      out.append(line.append('\n'));
    }
  }

  private static void check(List<String> paths, double[] times, double[][] columns) {
    if (paths.size() != columns.length) {
      throw new IllegalArgumentException(
          paths.size() + " paths but " + columns.length + " columns");
    }
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].length != times.length) {
        throw new IllegalArgumentException(
            paths.get(i) + ": " + columns[i].length + " values but " + times.length + " times");
      }
    }
  }

  /** As {@code printf("%.17g")} in C. */
  private static void appendNumber(StringBuilder out, double x) {
    long whole = (long) x;
    if (whole == x && Math.abs(x) < EXACT) {
      boolean negativeZero = whole == 0 && 1 / x < 0;
      out.append(negativeZero ? "-0" : Long.toString(whole));
    } else if (Double.isNaN(x) || Double.isInfinite(x)) {
      out.append(x);
    } else {
      BigDecimal rounded = new BigDecimal(x, DIGITS);
      String digits = rounded.unscaledValue().abs().toString();
      appendDigits(out, x < 0, digits, digits.length() - rounded.scale() - 1);
    }
  }

  private static void appendDigits(
      StringBuilder out, boolean negative, String digits, int exponent) {
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    if (negative) {
      out.append('-');
    }
    if (exponent < -4 || exponent >= DIGITS.getPrecision()) {
      out.append(digits.charAt(0));
      if (end > 1) {
        out.append('.').append(digits, 1, end);
      }
      out.append(exponent < 0 ? "e-" : "e+");
      int size = Math.abs(exponent);
      out.append(size < 10 ? "0" : "").append(size);
    } else if (exponent < 0) {
      out.append("0.").append("0".repeat(-exponent - 1)).append(digits, 0, end);
    } else if (end <= exponent + 1) {
      out.append(digits, 0, end).append("0".repeat(exponent + 1 - end));
    } else {
      out.append(digits, 0, exponent + 1).append('.').append(digits, exponent + 1, end);
    }
  }
}
