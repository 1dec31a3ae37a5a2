package dev.perfusion.engine.io;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Rows of a CSV file with a header, one at a time.
 *
 * <p>The separator is the first of comma, semicolon and tab with which the header holds the wanted
 * column. Lines that start with {@code #} are comments, blank lines are skipped, a byte order mark
 * is dropped, cells may be in double quotes (a doubled quote stands for one).
 */
final class CsvReader implements Closeable {
  private static final char[] SEPARATORS = {',', ';', '\t'};

  private final String file;
  private final BufferedReader reader;
  private final char separator;
  private final List<String> header;
  private int line;

  private CsvReader(String file, Reader source, String wanted) throws IOException {
    this.file = file;
    this.reader = new BufferedReader(source, 1 << 16);
    String text = nextLine();
    if (text == null) {
      throw error(
          Math.max(1, line),
          "",
          "the file is empty, a header line with " + wanted + " is expected");
    }
    List<String> cells = null;
    char found = 0;
    for (char candidate : SEPARATORS) {
      List<String> split = split(text, candidate);
      if (cells == null && split.contains(wanted)) {
        cells = split;
        found = candidate;
      }
    }
    if (cells == null) {
      throw error(
          line,
          "",
          "the header has no column "
              + wanted
              + " (separators tried: comma, semicolon, tab); it begins with \""
              + text.substring(0, Math.min(60, text.length()))
              + '"');
    }
    this.separator = found;
    this.header = cells;
  }

  /** Opens a file whose header must hold the wanted column. */
  static CsvReader open(Path path, String wanted) {
    try {
      return of(path.toString(), Files.newBufferedReader(path, StandardCharsets.UTF_8), wanted);
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(path.toString(), "", "there is no such file", e);
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
  }

  /** Reads from any text source, which is closed when the header is not as it should be. */
  static CsvReader of(String name, Reader source, String wanted) {
    try {
      return new CsvReader(name, source, wanted);
    } catch (IOException e) {
      closeQuietly(source, e);
      throw unreadable(name, e);
    } catch (ModelFormatException e) {
      closeQuietly(source, e);
      throw e;
    }
  }

  private static void closeQuietly(Closeable source, Exception cause) {
    try {
      source.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  List<String> header() {
    return header;
  }

  /** Refuses a column that occurs twice; {@code key} tells which headers mean the same. */
  void refuseDuplicates(UnaryOperator<String> key) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      Integer before = first.putIfAbsent(key.apply(header.get(i)), i);
      if (before != null) {
        ModelFormatException twice =
            error(
                i,
                "this column is there twice, first as column "
                    + (before + 1)
                    + "; remove one, since only one value can be used");
        closeQuietly(reader, twice);
        throw twice;
      }
    }
  }

  /** Position of a column, whatever unit stands behind its name in brackets. */
  int column(String name) {
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).equals(name) || withoutUnit(header.get(i)).equals(name)) {
        return i;
      }
    }
    throw error(line, "", "the header has no column " + name);
  }

  /** Cells of the next row, as many as the header has; null at the end. */
  List<String> next() {
    try {
      String text = nextLine();
      if (text == null) {
        return null;
      }
      List<String> cells = split(text, separator);
      if (cells.size() != header.size()) {
        throw error(
            line, "", "the row has " + cells.size() + " cells, the header " + header.size());
      }
      return cells;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Number of the line read last, from 1. */
  int line() {
    return line;
  }

  int integer(List<String> row, int column) {
    String text = row.get(column).strip();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw error(column, "not an integer: \"" + text + '"');
    }
  }

  /** A number; an empty cell is NaN. */
  double number(List<String> row, int column) {
    String text = row.get(column).strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    return NumberText.number(text)
        .orElseThrow(
            () ->
                error(
                    column,
                    "not a number: \""
                        + text
                        + '"'
                        + (text.contains(",") ? " (a decimal point is needed, no comma)" : "")));
  }

  /** An error in a cell of the line read last. */
  ModelFormatException error(int column, String reason) {
    return error(line, column, reason);
  }

  /** An error in a cell of an earlier line. */
  ModelFormatException error(int atLine, int column, String reason) {
    return error(atLine, ", column " + (column + 1) + " (" + header.get(column) + ')', reason);
  }

  private ModelFormatException error(int atLine, String place, String reason) {
    return new ModelFormatException(file, "line " + atLine + place, reason);
  }

  /** {@code Organism|Weight [kg]} without the unit. */
  static String withoutUnit(String header) {
    int bracket = header.lastIndexOf(" [");
    return bracket > 0 && header.endsWith("]") ? header.substring(0, bracket) : header;
  }

  /** The unit of {@code Organism|Weight [kg]}, empty when there is none. */
  static String unit(String header) {
    int bracket = header.lastIndexOf(" [");
    return bracket > 0 && header.endsWith("]")
        ? header.substring(bracket + 2, header.length() - 1)
        : "";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private String nextLine() throws IOException {
    while (true) {
      String text = reader.readLine();
      if (text == null) {
        return null;
      }
      line++;
      if (line == 1 && text.startsWith("\ufeff")) {
        text = text.substring(1);
      }
      if (!text.isBlank() && !text.startsWith("#") && !text.startsWith("\"#")) {
        return text;
      }
    }
  }

  private List<String> split(String text, char by) {
    List<String> cells = new ArrayList<>(header == null ? 16 : header.size());
    int i = 0;
    while (true) {
      StringBuilder cell = new StringBuilder();
      if (i < text.length() && text.charAt(i) == '"') {
        i = quoted(text, i + 1, cell);
        if (i < text.length() && text.charAt(i) != by) {
          if (header == null) {
            // A header in quotes is tried with each separator.
            return List.of();
          }
          throw error(line, ", column " + (cells.size() + 1), "text follows the closing quote");
        }
      } else {
        int end = text.indexOf(by, i);
        end = end < 0 ? text.length() : end;
        cell.append(text, i, end);
        i = end;
      }
      cells.add(cell.toString());
      if (i >= text.length()) {
        return cells;
      }
      i++;
    }
  }

  private int quoted(String text, int start, StringBuilder cell) {
    int i = start;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '"') {
        cell.append(c);
      } else if (i < text.length() && text.charAt(i) == '"') {
        cell.append('"');
        i++;
      } else {
        return i;
      }
    }
    throw error(line, "", "a quote is not closed before the end of the line");
  }

  private static ModelFormatException unreadable(String file, IOException e) {
    String reason =
        e instanceof CharacterCodingException
            ? "is not text in UTF-8; save it as UTF-8"
            : "cannot be read: " + e.getMessage();
    return new ModelFormatException(file, "", reason, e);
  }
}
