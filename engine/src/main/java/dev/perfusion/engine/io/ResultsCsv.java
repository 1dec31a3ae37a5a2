package dev.perfusion.engine.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * What a wide file holds.
   *
   * @param paths full paths, one per column
   * @param times (min)
   * @param columns one array per path, each as long as {@code times}
   */
  public record Table(List<String> paths, double[] times, double[][] columns) {}

  /**
   * Reads a wide file.
   *
   * @throws ModelFormatException no such file, no column {@code Time}, a column that is there
   *     twice, or a cell that is no number; names file, line and column
   */
  public static Table read(Path file) {
    return read(CsvReader.open(file, "Time"));
  }

  /** Reads from any text source; see {@link #read(Path)}. */
  public static Table read(String name, Reader source) {
    return read(CsvReader.of(name, source, "Time"));
  }

  private static Table read(CsvReader csv) {
    List<double[]> rows = new ArrayList<>();
    try (CsvReader reader = csv) {
      reader.refuseDuplicates(header -> header);
      int time = reader.column("Time");
      int width = reader.header().size();
      for (List<String> row = reader.next(); row != null; row = reader.next()) {
        double[] numbers = new double[width];
        numbers[0] = reader.number(row, time);
        for (int i = 0, at = 1; i < width; i++) {
          if (i != time) {
            numbers[at++] = reader.number(row, i);
          }
        }
        rows.add(numbers);
      }
      List<String> paths = new ArrayList<>(reader.header());
      paths.remove(time);
      double[][] columns = new double[width][];
      Arrays.setAll(columns, i -> rows.stream().mapToDouble(row -> row[i]).toArray());
      return new Table(
          List.copyOf(paths), columns[0], Arrays.copyOfRange(columns, 1, columns.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
  static void appendNumber(StringBuilder out, double x) {
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
