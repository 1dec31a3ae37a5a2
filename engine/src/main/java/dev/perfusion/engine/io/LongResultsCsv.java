package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Dimension;
import dev.perfusion.engine.model.Unit;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Results of many individuals as CSV, the long format of the OSP suite: {@code IndividualId},
 * {@code Time [min]}, then one column per output headed by its path without the simulation name and
 * its base unit in brackets (none for plain numbers); a row per individual and time. A single
 * simulation is individual 0.
 *
 * <p>Reading goes individual by individual, so that the size of the file does not matter.
 */
public final class LongResultsCsv implements Closeable {
  private static final String ID = "IndividualId";
  private static final String TIME = "Time";
  private static final double SAME_TIME = 1e-6;

  /**
   * An output column.
   *
   * @param path without the simulation name
   * @param unit base unit, empty for plain numbers
   */
  public record Output(String path, String unit) {}

  /**
   * The results of one individual.
   *
   * @param times output times (min)
   * @param columns one array per output, each as long as {@code times}, base units
   */
  public record Individual(int id, double[] times, double[][] columns) {}

  private final CsvReader reader;
  private final List<Output> outputs = new ArrayList<>();
  private final int idColumn;
  private final int timeColumn;
  private final Unit timeUnit;
  private final int[] positions;
  private final Set<Integer> seen = new HashSet<>();
  private double[] commonTimes;
  private List<String> pending;

  private LongResultsCsv(CsvReader reader) {
    this.reader = reader;
    reader.refuseDuplicates(CsvReader::withoutUnit);
    idColumn = reader.column(ID);
    timeColumn = reader.column(TIME);
    String unit = CsvReader.unit(reader.header().get(timeColumn));
    Dimension time = Dimension.of(TIME);
    timeUnit =
        time.find(unit.isEmpty() ? time.baseUnit() : unit)
            .orElseThrow(() -> reader.error(timeColumn, '"' + unit + "\" is no unit of time"));
    List<Integer> at = new ArrayList<>();
    for (int i = 0; i < reader.header().size(); i++) {
      if (i != idColumn && i != timeColumn) {
        String header = reader.header().get(i);
        outputs.add(new Output(CsvReader.withoutUnit(header), CsvReader.unit(header)));
        at.add(i);
      }
    }
    positions = at.stream().mapToInt(Integer::intValue).toArray();
    pending = reader.next();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws ModelFormatException no such file, a column is missing or there twice; names file, line
   *     and column
   */
  public static LongResultsCsv open(Path file) {
    return new LongResultsCsv(CsvReader.open(file, ID));
  }

  /** Reads from any text source; see {@link #open}. */
  public static LongResultsCsv of(String name, Reader source) {
    return new LongResultsCsv(CsvReader.of(name, source, ID));
  }

  /** The output columns. */
  public List<Output> outputs() {
    return outputs;
  }

  /**
   * The results of the next individual, null at the end.
   *
   * @throws ModelFormatException a cell is no number, rows of an individual do not follow each
   *     other, or its times differ from those of the first; names file, line and column
   */
  public Individual next() {
    if (pending == null) {
      return null;
    }
    int id = reader.integer(pending, idColumn);
    if (!seen.add(id)) {
      throw reader.error(
          idColumn, "rows of individual " + id + " stand apart, they must follow each other");
    }
    DoubleRows rows = new DoubleRows(positions.length + 1);
    while (pending != null && reader.integer(pending, idColumn) == id) {
      double[] row = rows.add();
      row[0] = timeUnit.toBase(reader.number(pending, timeColumn));
      checkTime(row[0], rows.size() - 1, id);
      for (int i = 0; i < positions.length; i++) {
        row[i + 1] = reader.number(pending, positions[i]);
      }
      pending = reader.next();
    }
    double[] times = rows.column(0);
    if (commonTimes == null) {
      commonTimes = times;
    } else if (times.length < commonTimes.length) {
      throw reader.error(
          timeColumn,
          "individual "
              + id
              + " ends before this line with "
              + times.length
              + " times, the first one has "
              + commonTimes.length);
    }
    double[][] columns = new double[positions.length][];
    Arrays.setAll(columns, i -> rows.column(i + 1));
    return new Individual(id, times, columns);
  }

  private void checkTime(double time, int row, int id) {
    if (!Double.isFinite(time)) {
      throw reader.error(timeColumn, "not a time: " + time);
    }
    if (commonTimes == null) {
      return;
    }
    boolean same =
        row < commonTimes.length
            && Math.abs(time - commonTimes[row]) <= SAME_TIME * Math.abs(commonTimes[row]);
    if (!same) {
      throw reader.error(
          timeColumn,
          "the times of individual " + id + " differ from those of the first: " + time + " min");
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Writes the header line. */
  public static void writeHeader(List<Output> outputs, Appendable out) throws IOException {
    StringBuilder line = new StringBuilder();
    CsvText.appendText(line, ID);
    CsvText.appendText(line.append(','), TIME + " [min]");
    for (Output output : outputs) {
      String unit = output.unit().isEmpty() ? "" : " [" + output.unit() + ']';
      CsvText.appendText(line.append(','), output.path() + unit);
    }
    out.append(line.append('\n'));
  }

  /** Writes the rows of one individual; its columns follow the outputs of the header. */
  public static void writeRows(Individual individual, Appendable out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < individual.times().length; row++) {
      line.setLength(0);
      line.append(individual.id());
      CsvText.appendNumber(line.append(','), individual.times()[row]);
      for (double[] column : individual.columns()) {
        CsvText.appendNumber(line.append(','), column[row]);
      }
      out.append(line.append('\n'));
    }
  }

  /** Rows of numbers that grow. */
  private static final class DoubleRows {
    private final int width;
    private final List<double[]> rows = new ArrayList<>();

    DoubleRows(int width) {
      this.width = width;
    }

    double[] add() {
      double[] row = new double[width];
      rows.add(row);
      return row;
    }

    int size() {
      return rows.size();
    }

    double[] column(int index) {
      return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
  }
}
