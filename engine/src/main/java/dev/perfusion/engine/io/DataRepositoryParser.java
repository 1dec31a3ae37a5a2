package dev.perfusion.engine.io;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads the results of MoBi and of PK-Sim 5, one time column and any number of others. */
final class DataRepositoryParser {
  /**
   * What was read.
   *
   * @param columns values by path; the first element of a path is the simulation name at the time
   *     of the run
   */
  record Repository(double[] times, Map<String, double[]> columns) {}

  private record Column(String path, String grid, double[] values) {}

  private final XmlCursor xml;
  private final Map<String, double[]> grids = new HashMap<>();
  private final Map<String, Column> columns = new TreeMap<>();

  /** The cursor stands on the element that has the columns. */
  DataRepositoryParser(XmlCursor xml) {
    this.xml = xml;
  }

  Repository parse() {
    xml.children(
        child -> {
          if (child.equals("Columns")) {
            xml.children(this::column);
          }
        });
    Map<String, double[]> values = new TreeMap<>();
    double[] times = new double[0];
    String grid = null;
    for (Column column : columns.values()) {
      if (grid == null) {
        grid = column.grid;
        times = grids.get(grid);
      }
      if (times != null) {
        StoredColumns.checkSize(columns.size(), times.length, xml);
      }
      if (times == null || !column.grid.equals(grid)) {
        throw xml.error("the column \"" + column.path + "\" does not have the times of the others");
      }
      values.put(column.path, StoredColumns.spread(column.values, times.length, column.path, xml));
    }
    return new Repository(times, values);
  }

  private void column(String tag) {
    Attributes attributes = xml.attributes();
    String[] path = new String[1];
    double[][] values = new double[1][];
    xml.children(
        part -> {
          if (part.equals("QuantityInfo")) {
            path[0] = xml.attributes().get("Path");
          } else if (part.equals("Values")) {
            values[0] = StoredNumbers.decode(xml.text(), true, xml);
          }
        });
    if (values[0] == null) {
      return;
    }
    if (tag.equals("McBaseGrid")) {
      grids.put(attributes.require("id", xml), values[0]);
    } else if (path[0] != null) {
      columns.put(path[0], new Column(path[0], attributes.require("baseGrid", xml), values[0]));
    }
  }
}
