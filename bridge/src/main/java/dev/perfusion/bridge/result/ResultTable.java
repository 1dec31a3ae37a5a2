package dev.perfusion.bridge.result;

import dev.perfusion.bridge.arrow.ArrowColumn;
import dev.perfusion.bridge.arrow.ArrowStream;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.io.ResultsCsv;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Time courses side by side: one row per time, one column per output. */
public final class ResultTable {
  /** Content type of {@link #writeCsv}. */
  public static final String CSV = "text/csv";

  /** Content type of {@link #writeArrow}. */
  public static final String ARROW = "application/vnd.apache.arrow.stream";

  private final double[] times;
  private final List<Results.Series> series;
  private final int[] rows;

  /**
   * @param rows indices of the times to show, increasing
   */
  public ResultTable(double[] times, List<Results.Series> series, int[] rows) {
    this.times = times;
    this.series = series;
    this.rows = rows;
  }

  private double[] rows(double[] all) {
    double[] picked = new double[rows.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = all[rows[i]];
    }
    return picked;
  }

  /**
   * Writes {@link ResultsCsv}: {@code Time} (min) and full paths, in base units.
   *
   * @throws IOException the sink fails
   */
  public void writeCsv(OutputStream out) throws IOException {
    List<String> paths = series.stream().map(s -> s.quantity().fullPath()).toList();
    double[][] columns = series.stream().map(s -> rows(s.values())).toArray(double[][]::new);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    ResultsCsv.write(paths, rows(times), columns, writer);
    writer.flush();
  }

  /**
   * Writes an Arrow IPC stream of 64-bit floats without nulls: {@code Time} and the paths without
   * the simulation name; the metadata of a field have {@code unit} and {@code kind}.
   *
   * @throws IOException the sink fails
   */
  public void writeArrow(OutputStream out) throws IOException {
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(ArrowColumn.doubles("Time", Map.of("unit", "min"), rows(times)));
    for (Results.Series one : series) {
      columns.add(
          ArrowColumn.doubles(
              one.quantity().path(),
              Map.of(
                  "unit",
                  one.quantity().unit(),
                  "kind",
                  one.quantity().kind().name().toLowerCase(Locale.ROOT)),
              rows(one.values())));
    }
    ArrowStream.write(columns, rows.length, out);
  }
}
