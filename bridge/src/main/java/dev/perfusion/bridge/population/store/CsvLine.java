package dev.perfusion.bridge.population.store;

import java.util.ArrayList;
import java.util.List;

/** Takes lines apart that this program wrote. */
public final class CsvLine {
  private CsvLine() {}

  /** The cells of a line, without their quotes. */
  public static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    if (line.indexOf('"') < 0) {
      int begin = 0;
      for (int end = line.indexOf(','); end >= 0; end = line.indexOf(',', begin)) {
        cells.add(line.substring(begin, end));
        begin = end + 1;
      }
      cells.add(line.substring(begin));
      return cells;
    }
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
