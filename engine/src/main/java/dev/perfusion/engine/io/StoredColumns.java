package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Brings stored columns into the form of {@link StoredResults}. */
final class StoredColumns {
  private StoredColumns() {}

  /** Refuses results that are larger than any run would give. */
  static void checkSize(long columns, int times, Located where) {
    if (columns * times > Limit.STORED_VALUES.value()) {
      throw where.error(Limit.STORED_VALUES.exceeded());
    }
  }

  /** A column that is constant may be stored as one value. */
  static double[] spread(double[] values, int times, String path, Located where) {
    if (values.length == times) {
      return values;
    }
    if (values.length != 1) {
      throw where.error(
          "the column \"" + path + "\" has " + values.length + " values for " + times + " times");
    }
    double[] all = new double[times];
    Arrays.fill(all, values[0]);
    return all;
  }

  /**
   * One individual's results, sorted by path.
   *
   * @param columns by path without simulation name
   */
  static StoredResults.Individual individual(
      int id, String simulation, Map<String, double[]> columns) {
    Map<String, double[]> sorted = new TreeMap<>();
    columns.forEach((path, values) -> sorted.put(simulation + '|' + path, values));
    return new StoredResults.Individual(
        id, sorted.keySet().stream().toList(), sorted.values().toArray(double[][]::new));
  }

  /** The path without its first element. */
  static String withoutSimulation(String path) {
    return path.substring(path.indexOf('|') + 1);
  }
}
