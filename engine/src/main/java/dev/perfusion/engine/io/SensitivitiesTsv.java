package dev.perfusion.engine.io;

import java.io.IOException;
import java.util.List;

/**
 * Sensitivities as text, fields separated by tabs: {@code quantity}, {@code parameter}, then one
 * value per output time; the head names the times (min). Base units, 17 significant digits, line
 * feeds.
 */
public final class SensitivitiesTsv {
  private SensitivitiesTsv() {}

  /**
   * One line.
   *
   * @param quantity full path of the quantity
   * @param parameter path of the parameter
   * @param values one per output time
   */
  public record Row(String quantity, String parameter, double[] values) {}

  /**
   * Writes the table.
   *
   * @throws IllegalArgumentException a row has not one value per time
   */
  public static void write(double[] times, List<Row> rows, Appendable out) throws IOException {
    StringBuilder line = new StringBuilder("quantity\tparameter");
    append(line, times);
    out.append(line.append('\n'));
    for (Row row : rows) {
      if (row.values().length != times.length) {
        throw new IllegalArgumentException(
            row.quantity() + ": " + row.values().length + " values but " + times.length + " times");
      }
      line.setLength(0);
      line.append(row.quantity()).append('\t').append(row.parameter());
      append(line, row.values());
      out.append(line.append('\n'));
    }
  }

  private static void append(StringBuilder line, double[] values) {
    for (double value : values) {
      ResultsCsv.appendNumber(line.append('\t'), value);
    }
  }
}
