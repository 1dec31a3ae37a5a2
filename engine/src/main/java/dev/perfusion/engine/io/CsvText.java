package dev.perfusion.engine.io;

/** Cells of a CSV file being written. */
final class CsvText {
  private CsvText() {}

  /** Text in double quotes. */
  static void appendText(StringBuilder line, String text) {
    line.append('"').append(text.replace("\"", "\"\"")).append('"');
  }

  /** A number that reads back as the same double. */
  static void appendNumber(StringBuilder line, double number) {
    ResultsCsv.appendNumber(line, number);
  }
}
