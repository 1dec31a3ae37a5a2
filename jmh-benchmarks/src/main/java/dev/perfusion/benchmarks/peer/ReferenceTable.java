package dev.perfusion.benchmarks.peer;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Recorded results of the official solver.
 *
 * @param paths full path of each column
 * @param thresholds comparison threshold per column, base unit
 * @param times as printed (min)
 * @param columns [column][time], base unit
 */
public record ReferenceTable(
    List<String> paths, double[] thresholds, double[] times, double[][] columns) {
  /** Rows before the header: kind, id, threshold. */
  private static final int REMARKS = 3;

  /** Reads a {@code .csv.gz} with three comment rows, a header and rows of numbers. */
  public static ReferenceTable read(Path file) throws IOException {
    List<String> lines = lines(file);
    String[] thresholds = lines.get(REMARKS - 1).split(",");
    List<String> header = fields(lines.get(REMARKS));
    int columns = header.size() - 1;
    int rows = lines.size() - REMARKS - 1;
    double[] limits = new double[columns];
    double[] times = new double[rows];
    double[][] values = new double[columns][rows];
    for (int c = 0; c < columns; c++) {
      limits[c] = number(thresholds[c + 1]);
    }
    for (int r = 0; r < rows; r++) {
      String[] f = lines.get(REMARKS + 1 + r).split(",");
      times[r] = number(f[0]);
      for (int c = 0; c < columns; c++) {
        values[c][r] = number(f[c + 1]);
      }
    }
    return new ReferenceTable(header.subList(1, header.size()), limits, times, values);
  }

  /**
   * Results of the native solver as a table without thresholds.
   *
   * @param paths full path by id; what older files call a path is not always one
   */
  public static ReferenceTable of(NativeSimModel.Results results, Map<Integer, String> paths) {
    return new ReferenceTable(
        results.series().stream().map(s -> paths.getOrDefault(s.id(), s.path())).toList(),
        new double[results.series().size()],
        results.times(),
        results.series().stream().map(NativeSimModel.Series::values).toArray(double[][]::new));
  }

  /** The columns of these paths only. */
  public ReferenceTable only(Set<String> wanted) {
    int[] kept =
        IntStream.range(0, paths.size()).filter(c -> wanted.contains(paths.get(c))).toArray();
    return new ReferenceTable(
        Arrays.stream(kept).mapToObj(paths::get).toList(),
        Arrays.stream(kept).mapToDouble(c -> thresholds[c]).toArray(),
        times,
        Arrays.stream(kept).mapToObj(c -> columns[c]).toArray(double[][]::new));
  }

  /** Lines of a gzipped text. */
  public static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** Fields of a CSV row, with or without double quotes. */
  static List<String> fields(String line) {
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

  /** A number as the official solver prints it. */
  public static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
