package dev.perfusion.engine.io;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Individuals of a population as CSV: a row each, read one at a time so that the size of the file
 * does not matter.
 *
 * <p>{@code IndividualId} is an integer. Headers with {@code |} are parameter paths without the
 * simulation name, a unit behind them in brackets is decoration: values are in base units. All
 * other columns are covariates (text). Comment lines, separators, quotes: see the format notes in
 * {@code docs/engine.md}.
 */
public final class PopulationCsv implements Closeable {
  private static final String ID = "IndividualId";

  /**
   * A parameter column.
   *
   * @param header as in the file
   * @param path the header without a unit in brackets
   * @param unit the unit in brackets, empty for none
   */
  public record Column(String header, String path, String unit) {
    /** A column of a parameter with its base unit. */
    public static Column of(String path, String unit) {
      return new Column(unit.isEmpty() ? path : path + " [" + unit + ']', path, unit);
    }

    /** The path that exists: the header as it stands, else without its unit; null for neither. */
    public String pathIn(Predicate<String> exists) {
      return exists.test(header) ? header : exists.test(path) ? path : null;
    }
  }

  /**
   * One individual.
   *
   * @param values one per parameter column, base unit; NaN keeps the value of the simulation
   * @param covariates one per covariate column
   */
  public record Individual(int id, double[] values, List<String> covariates) {}

  private final CsvReader reader;
  private final int idColumn;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> covariates = new ArrayList<>();
  private final int[] columnPositions;
  private final int[] covariatePositions;
  private final Set<Integer> ids = new HashSet<>();

  private PopulationCsv(CsvReader reader) {
    this.reader = reader;
    reader.refuseDuplicates(CsvReader::withoutUnit);
    idColumn = reader.header().indexOf(ID);
    List<Integer> parameterAt = new ArrayList<>();
    List<Integer> covariateAt = new ArrayList<>();
    for (int i = 0; i < reader.header().size(); i++) {
      String header = reader.header().get(i);
      if (i == idColumn) {
        continue;
      }
      if (header.contains("|")) {
        columns.add(new Column(header, CsvReader.withoutUnit(header), CsvReader.unit(header)));
        parameterAt.add(i);
      } else {
        covariates.add(header);
        covariateAt.add(i);
      }
    }
    columnPositions = parameterAt.stream().mapToInt(Integer::intValue).toArray();
    covariatePositions = covariateAt.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws ModelFormatException no such file, no {@code IndividualId}, or a column that is there
   *     twice; names file, line and column
   */
  public static PopulationCsv open(Path file) {
    return new PopulationCsv(CsvReader.open(file, ID));
  }

  /** Reads from any text source; see {@link #open}. */
  public static PopulationCsv of(String name, Reader source) {
    return new PopulationCsv(CsvReader.of(name, source, ID));
  }

  /** The parameter columns. */
  public List<Column> columns() {
    return columns;
  }

  /** Names of the covariate columns. */
  public List<String> covariates() {
    return covariates;
  }

  /**
   * The next individual, null at the end.
   *
   * @throws ModelFormatException a cell that is no finite number, an id that is no integer or is
   *     there twice, a row that is too short or too long; names file, line and column
   */
  public Individual next() {
    List<String> row = reader.next();
    if (row == null) {
      return null;
    }
    int id = reader.integer(row, idColumn);
    if (!ids.add(id)) {
      throw reader.error(idColumn, "the individual " + id + " is there twice");
    }
    double[] values = new double[columnPositions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.number(row, columnPositions[i]);
      if (Double.isInfinite(values[i])) {
        throw reader.error(columnPositions[i], "not a finite number");
      }
    }
    List<String> texts = new ArrayList<>(covariatePositions.length);
    for (int position : covariatePositions) {
      texts.add(row.get(position));
    }
    return new Individual(id, values, texts);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /**
   * Writes a file (UTF-8, comma, 17 significant digits), replacing what is there.
   *
   * @throws IllegalArgumentException an individual does not have one value per column and one text
   *     per covariate
   */
  public static void write(
      List<Column> columns, List<String> covariates, Iterable<Individual> individuals, Path file)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(columns, covariates, individuals, writer);
    }
  }

  /** Writes to any text sink; see {@link #write(List, List, Iterable, Path)}. */
  public static void write(
      List<Column> columns,
      List<String> covariates,
      Iterable<Individual> individuals,
      Appendable out)
      throws IOException {
    StringBuilder line = new StringBuilder();
    CsvText.appendText(line, ID);
    covariates.forEach(name -> CsvText.appendText(line.append(','), name));
    columns.forEach(column -> CsvText.appendText(line.append(','), column.header()));
    out.append(line.append('\n'));
    for (Individual individual : individuals) {
      if (individual.values().length != columns.size()
          || individual.covariates().size() != covariates.size()) {
        throw new IllegalArgumentException(
            "individual "
                + individual.id()
                + " has "
                + individual.values().length
                + " values and "
                + individual.covariates().size()
                + " covariates, the header "
                + columns.size()
                + " and "
                + covariates.size());
      }
      line.setLength(0);
      line.append(individual.id());
      individual.covariates().forEach(text -> CsvText.appendText(line.append(','), text));
      for (double value : individual.values()) {
        CsvText.appendNumber(line.append(','), value);
      }
      out.append(line.append('\n'));
    }
  }
}
