package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.store.CsvLine;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads what {@link PopulationSummaries} has written. */
public final class StoredSummaries {
  /** The group of all runs. */
  public static final String ALL = Groups.ALL;

  private static final int FIRST_FIGURE = 4;
  private static final int FIRST_PERCENTILE = 9;

  private StoredSummaries() {}

  /**
   * Statistics of an output over time.
   *
   * @param group {@code all} or {@code covariate=value}
   * @param times min
   * @param figures one per time
   */
  public record Band(
      String path, String unit, String group, List<Double> times, List<Statistics> figures) {}

  /** Statistics of a PK parameter of an output. */
  public record Pk(String path, String parameter, String unit, String group, Statistics figures) {}

  /** Whether the statistics are there; they come at the end of a population. */
  public static boolean present(Path folder) {
    return Files.exists(folder.resolve(PopulationSummaries.PK_SUMMARY));
  }

  /** The groups there are, {@code all} first. */
  public static List<String> groups(Path folder) {
    Set<String> groups = new LinkedHashSet<>();
    read(
        folder.resolve(PopulationSummaries.PK_SUMMARY),
        cells -> groups.add(cells.get(FIRST_FIGURE - 1)));
    return List.copyOf(groups);
  }

  /**
   * The time courses of a group, in the order of the outputs.
   *
   * @throws StoreException there are none
   */
  public static List<Band> bands(Path folder, String group) {
    Map<String, Band> bands = new LinkedHashMap<>();
    read(
        folder.resolve(Store.AGGREGATES),
        cells -> {
          if (cells.get(2).equals(group)) {
            Band band =
                bands.computeIfAbsent(
                    cells.get(0),
                    path ->
                        new Band(path, cells.get(1), group, new ArrayList<>(), new ArrayList<>()));
            band.times().add(Double.valueOf(cells.get(FIRST_FIGURE - 1)));
            band.figures().add(figures(cells));
          }
        });
    return List.copyOf(bands.values());
  }

  /**
   * The PK parameters of a group, by output.
   *
   * @throws StoreException there are none
   */
  public static List<Pk> pk(Path folder, String group) {
    List<Pk> all = new ArrayList<>();
    read(
        folder.resolve(PopulationSummaries.PK_SUMMARY),
        cells -> {
          if (cells.get(FIRST_FIGURE - 1).equals(group)) {
            all.add(new Pk(cells.get(0), cells.get(1), cells.get(2), group, figures(cells)));
          }
        });
    return all;
  }

  private static Statistics figures(List<String> cells) {
    double[] percentiles = new double[Statistics.FRACTIONS.length];
    for (int i = 0; i < percentiles.length; i++) {
      percentiles[i] = Double.parseDouble(cells.get(FIRST_PERCENTILE + i));
    }
    return new Statistics(
        Integer.parseInt(cells.get(FIRST_FIGURE)),
        Double.parseDouble(cells.get(FIRST_FIGURE + 1)),
        Double.parseDouble(cells.get(FIRST_FIGURE + 2)),
        Double.parseDouble(cells.get(FIRST_FIGURE + 3)),
        Integer.parseInt(cells.get(FIRST_FIGURE + 4)),
        percentiles);
  }

  private static void read(Path file, Consumer<List<String>> row) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        row.accept(CsvLine.cells(line));
      }
    } catch (NoSuchFileException e) {
      throw new StoreException(
          "there is no " + file.getFileName() + " yet: the population has not ended", e);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new StoreException(file + " cannot be read: " + e, e);
    }
  }
}
