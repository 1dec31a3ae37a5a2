package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.TablePoint;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that change while individuals age: rows of {@code IndividualId, ParameterPath, Time,
 * Value} (min, base unit), beside a population file and stronger than it.
 */
public final class AgeingCsv {
  private static final String ID = "IndividualId";

  private record Row(TablePoint point, int line) {}

  private AgeingCsv() {}

  /**
   * Reads a file.
   *
   * @return individual to parameter path (without simulation name) to its table over time: linear
   *     between points, no restarts; points in increasing time
   * @throws ModelFormatException a column is missing, a cell is no finite number, a time is there
   *     twice; names file, line and column
   */
  public static Map<Integer, Map<String, Formula.Table>> read(Path file) {
    return read(CsvReader.open(file, ID));
  }

  /** Reads from any text source; see {@link #read(Path)}. */
  public static Map<Integer, Map<String, Formula.Table>> read(String name, Reader source) {
    return read(CsvReader.of(name, source, ID));
  }

  private static Map<Integer, Map<String, Formula.Table>> read(CsvReader csv) {
    Map<Integer, Map<String, List<Row>>> points = new LinkedHashMap<>();
    boolean inOrder = true;
    try (CsvReader reader = csv) {
      reader.refuseDuplicates(CsvReader::withoutUnit);
      int id = reader.column(ID);
      int path = reader.column("ParameterPath");
      int time = reader.column("Time");
      int value = reader.column("Value");
      for (List<String> row = reader.next(); row != null; row = reader.next()) {
        List<Row> table =
            points
                .computeIfAbsent(reader.integer(row, id), key -> new LinkedHashMap<>())
                .computeIfAbsent(row.get(path).strip(), key -> new ArrayList<>());
        double x = reader.number(row, time);
        if (!Double.isFinite(x)) {
          throw reader.error(time, "not a time: " + x);
        }
        inOrder &= table.isEmpty() || x > table.get(table.size() - 1).point().x();
        double y = reader.number(row, value);
        if (!Double.isFinite(y)) {
          throw reader.error(value, "not a finite number: " + y);
        }
        table.add(new Row(new TablePoint(x, y, false), reader.line()));
      }
      if (!inOrder) {
        points.values().forEach(byPath -> byPath.values().forEach(t -> sort(t, reader, time)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Integer, Map<String, Formula.Table>> tables = new LinkedHashMap<>();
    points.forEach(
        (individual, byPath) -> {
          Map<String, Formula.Table> made = new LinkedHashMap<>();
          byPath.forEach((path, rows) -> made.put(path, table(rows)));
          tables.put(individual, made);
        });
    return tables;
  }

  private static Formula.Table table(List<Row> rows) {
    return new Formula.Table(rows.stream().map(Row::point).toList(), false);
  }

  /** A stable sort, so that of two equal times the later line is second. */
  private static void sort(List<Row> table, CsvReader reader, int column) {
    table.sort(Comparator.comparingDouble(row -> row.point().x()));
    for (int i = 1; i < table.size(); i++) {
      if (!(table.get(i).point().x() > table.get(i - 1).point().x())) {
        throw reader.error(
            table.get(i).line(),
            column,
            "the time "
                + table.get(i).point().x()
                + " is there twice for this individual and parameter");
      }
    }
  }
}
