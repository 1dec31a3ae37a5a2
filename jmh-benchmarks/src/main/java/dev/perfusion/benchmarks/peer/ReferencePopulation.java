package dev.perfusion.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Individuals and what the official solver computes for them.
 *
 * @param parameters per individual: path without simulation name to value, base unit
 * @param table results of all, individual after individual; thresholds are 1e-15
 * @param individuals individual of each row of the table
 */
public record ReferencePopulation(
    List<Map<String, Double>> parameters, ReferenceTable table, int[] individuals) {
  private static final double THRESHOLD = 1e-15;

  /**
   * Reads both files of a population.
   *
   * @param parameters {@code .params.tsv.gz}: individual, id, path, base value, value
   * @param results {@code .tight.csv.gz}
   */
  public static ReferencePopulation read(Path parameters, Path results) throws IOException {
    List<Map<String, Double>> values = new ArrayList<>();
    List<String> rows = ReferenceTable.lines(parameters);
    for (String row : rows.subList(1, rows.size())) {
      String[] f = row.split("\t");
      int individual = Integer.parseInt(f[0]);
      while (values.size() <= individual) {
        values.add(new LinkedHashMap<>());
      }
      values.get(individual).put(f[2], ReferenceTable.number(f[4]));
    }
    List<String> lines = ReferenceTable.lines(results);
    List<String> header = ReferenceTable.fields(lines.get(1));
    int columns = header.size() - 2;
    int count = lines.size() - 2;
    double[] times = new double[count];
    int[] individuals = new int[count];
    double[][] numbers = new double[columns][count];
    for (int r = 0; r < count; r++) {
      String[] f = lines.get(2 + r).split(",");
      times[r] = ReferenceTable.number(f[0]);
      individuals[r] = Integer.parseInt(f[1]);
      for (int c = 0; c < columns; c++) {
        numbers[c][r] = ReferenceTable.number(f[c + 2]);
      }
    }
    double[] thresholds = new double[columns];
    Arrays.fill(thresholds, THRESHOLD);
    return new ReferencePopulation(
        values,
        new ReferenceTable(header.subList(2, header.size()), thresholds, times, numbers),
        individuals);
  }

  /** Results of one individual. */
  public ReferenceTable of(int individual) {
    int[] rows =
        IntStream.range(0, individuals.length).filter(r -> individuals[r] == individual).toArray();
    double[] times = Arrays.stream(rows).mapToDouble(r -> table.times()[r]).toArray();
    double[][] columns =
        Arrays.stream(table.columns())
            .map(column -> Arrays.stream(rows).mapToDouble(r -> column[r]).toArray())
            .toArray(double[][]::new);
    return new ReferenceTable(table.paths(), table.thresholds(), times, columns);
  }
}
