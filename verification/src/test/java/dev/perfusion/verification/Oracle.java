package dev.perfusion.verification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the reference results of the official solver. */
final class Oracle {
  private Oracle() {}

  /** A value at the start. */
  record Start(String kind, int id, String path, double value, boolean table) {}

  /**
   * A result file.
   *
   * @param thresholds comparison threshold per column
   * @param times as printed
   * @param columns [column][time]
   */
  record Table(List<String> paths, double[] thresholds, double[] times, double[][] columns) {}

  static List<Start> starts(String model) {
    List<Start> starts = new ArrayList<>();
    List<String> lines = lines("oracle/" + model + ".init.tsv.gz");
    for (String line : lines.subList(1, lines.size())) {
      String[] f = line.split("\t", -1);
      boolean table = f[5].contains("tab=") && !f[5].contains("tab=0");
      starts.add(new Start(f[0], Integer.parseInt(f[1]), f[3], number(f[4]), table));
    }
    return starts;
  }

  static Table results(String file) {
    List<String> lines = lines("oracle/" + file + ".csv.gz");
    String[] thresholds = lines.get(2).split(",");
    List<String> header = fields(lines.get(3));
    int columns = header.size() - 1;
    int rows = lines.size() - 4;
    double[] limits = new double[columns];
    double[] times = new double[rows];
    double[][] values = new double[columns][rows];
    for (int c = 0; c < columns; c++) {
      limits[c] = number(thresholds[c + 1]);
    }
    for (int r = 0; r < rows; r++) {
      String[] f = lines.get(4 + r).split(",");
      times[r] = number(f[0]);
      for (int c = 0; c < columns; c++) {
        values[c][r] = number(f[c + 1]);
      }
    }
    return new Table(header.subList(1, header.size()), limits, times, values);
  }

  /**
   * Individuals of a population.
   *
   * @param parameters per individual: path to value
   * @param table results of all, individual after individual; thresholds are zero
   * @param individuals individual of each row of the table
   */
  record Population(List<Map<String, Double>> parameters, Table table, int[] individuals) {}

  static Population population(String name) {
    List<Map<String, Double>> parameters = new ArrayList<>();
    List<String> rows = lines("oracle/" + name + ".params.tsv.gz");
    for (String row : rows.subList(1, rows.size())) {
      String[] f = row.split("\t");
      int individual = Integer.parseInt(f[0]);
      while (parameters.size() <= individual) {
        parameters.add(new HashMap<>());
      }
      parameters.get(individual).put(f[2], number(f[4]));
    }
    List<String> lines = lines("oracle/" + name + ".tight.csv.gz");
    List<String> header = fields(lines.get(1));
    int columns = header.size() - 2;
    int count = lines.size() - 2;
    double[] times = new double[count];
    int[] individuals = new int[count];
    double[][] values = new double[columns][count];
    for (int r = 0; r < count; r++) {
      String[] f = lines.get(2 + r).split(",");
      times[r] = number(f[0]);
      individuals[r] = Integer.parseInt(f[1]);
      for (int c = 0; c < columns; c++) {
        values[c][r] = number(f[c + 2]);
      }
    }
    Table table = new Table(header.subList(2, header.size()), new double[columns], times, values);
    return new Population(parameters, table, individuals);
  }

  /** Rows of the summary by model, each by column name. */
  static Map<String, Map<String, String>> summary() {
    Path file = SharedFolder.required("oracle/summary.tsv");
    try {
      List<String> lines = Files.readAllLines(file);
      String[] names = lines.get(0).split("\t");
      Map<String, Map<String, String>> rows = new HashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] f = line.split("\t", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
          row.put(names[i], f[i]);
        }
        rows.put(f[0], row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String file) {
    Path path = SharedFolder.required(file);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  static double number(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
