package dev.perfusion.bridge.population.store;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code subjects.csv} row by row. Not thread-safe. */
public final class SubjectsReader implements Closeable {
  private static final int FIRST_COVARIATE = 2;

  private final BufferedReader reader;
  private final int covariates;
  private List<String> cells;

  private SubjectsReader(BufferedReader reader, int covariates) {
    this.reader = reader;
    this.covariates = covariates;
  }

  /**
   * Opens the table of a folder.
   *
   * @throws StoreException there is none, or its columns are not those of the manifest
   */
  public static SubjectsReader open(Path folder, Manifest manifest) throws IOException {
    try {
      BufferedReader lines = Files.newBufferedReader(folder.resolve(Store.SUBJECTS));
      SubjectsReader reader = new SubjectsReader(lines, manifest.covariates().size());
      int columns = FIRST_COVARIATE + manifest.covariates().size() + manifest.varied().size();
      if (!reader.next() || reader.cells.size() != columns) {
        lines.close();
        throw new StoreException(Store.SUBJECTS + " does not have the columns of the manifest");
      }
      return reader;
    } catch (NoSuchFileException e) {
      throw new StoreException("there is no " + Store.SUBJECTS, e);
    }
  }

  private boolean next() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      return false;
    }
    cells = CsvLine.cells(line);
    return true;
  }

  /**
   * Goes on to the row of a run; runs are asked for in the order of the table.
   *
   * @throws StoreException there is no such row
   */
  public void seek(int individual, int replicate) throws IOException {
    do {
      if (!next()) {
        throw new StoreException(
            Store.SUBJECTS + " has no individual " + individual + ", replicate " + replicate);
      }
    } while (Integer.parseInt(cells.get(0)) != individual
        || Integer.parseInt(cells.get(1)) != replicate);
  }

  /** A covariate of the row. */
  public String covariate(int index) {
    return cells.get(FIRST_COVARIATE + index);
  }

  /** A varied value of the row, base unit. */
  public double value(int index) {
    return Double.parseDouble(cells.get(FIRST_COVARIATE + covariates + index));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
