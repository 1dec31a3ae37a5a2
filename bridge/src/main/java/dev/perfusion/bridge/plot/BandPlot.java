package dev.perfusion.bridge.plot;

import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.population.summary.StoredSummaries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What is to be drawn: for each output the bands of one or more groups.
 *
 * @param subtitle whom it shows
 * @param panels one per output
 */
public record BandPlot(String subtitle, List<Panel> panels) {

  /**
   * An output.
   *
   * @param title its path
   * @param quantity what the vertical axis shows, with its unit
   * @param unit unit of the values
   * @param time unit of the horizontal axis
   * @param bands one per group, over the times of {@code time}
   */
  record Panel(String title, String quantity, String unit, TimeUnit time, List<Band> bands) {}

  /**
   * A group.
   *
   * @param times in the unit of the panel
   * @param percentiles 5, 25, 50, 75 and 95 %, each over the times
   */
  record Band(String group, double[] times, double[][] percentiles) {}

  /**
   * Reads a folder.
   *
   * @param paths outputs to draw; empty for all
   * @param groups groups to draw
   * @throws StoreException the folder holds no finished population, or not what is asked for; the
   *     message says what there is
   */
  public static BandPlot of(Path folder, Collection<String> paths, Collection<String> groups) {
    Manifest manifest = new Store(folder).manifest();
    if (manifest == null) {
      throw new StoreException(folder + " holds no population: there is no " + Store.MANIFEST);
    }
    List<String> known = StoredSummaries.groups(folder);
    for (String group : groups) {
      if (!known.contains(group)) {
        throw new StoreException("there is no group \"" + group + "\", but " + known);
      }
    }
    List<String> outputs = manifest.outputs().stream().map(Manifest.Output::path).toList();
    for (String path : paths) {
      if (!outputs.contains(path)) {
        throw new StoreException("there is no output \"" + path + "\", but " + outputs);
      }
    }
    TimeUnit time = TimeUnit.of(manifest.time().to() - manifest.time().from());
    List<List<StoredSummaries.Band>> byGroup = new ArrayList<>();
    for (String group : groups) {
      byGroup.add(StoredSummaries.bands(folder, group));
    }
    List<Panel> panels = new ArrayList<>();
    for (int k = 0; k < byGroup.get(0).size(); k++) {
      StoredSummaries.Band first = byGroup.get(0).get(k);
      if (!paths.isEmpty() && !paths.contains(first.path())) {
        continue;
      }
      int output = k;
      String name = first.path().substring(first.path().lastIndexOf('|') + 1);
      panels.add(
          new Panel(
              first.path().replace("|", " | "),
              first.unit().isEmpty() ? name : name + " [" + first.unit() + "]",
              first.unit(),
              time,
              byGroup.stream().map(bands -> band(bands.get(output), time)).toList()));
    }
    return new BandPlot(subtitle(manifest), panels);
  }

  private static Band band(StoredSummaries.Band stored, TimeUnit unit) {
    int n = stored.times().size();
    double[] times = new double[n];
    double[][] percentiles = new double[5][n];
    for (int t = 0; t < n; t++) {
      times[t] = stored.times().get(t) / unit.minutes();
      for (int p = 0; p < percentiles.length; p++) {
        percentiles[p][t] = stored.figures().get(t).percentiles()[p];
      }
    }
    return new Band(stored.group(), times, percentiles);
  }

  private static String subtitle(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    text.append(manifest.inputs().simulation()).append(": ").append(manifest.subjects());
    text.append(manifest.subjects() == 1 ? " subject" : " subjects");
    if (manifest.inputs().replicates() > 1) {
      text.append(" \u00d7 ").append(manifest.inputs().replicates()).append(" replicates");
    }
    long failed = manifest.progress().runsFailed();
    return failed == 0
        ? text.toString()
        : text.append(", ").append(failed).append(" runs failed").toString();
  }

  /** Units of the horizontal axis. */
  enum TimeUnit {
    /** Minutes. */
    MIN("min", 1),
    /** Hours. */
    H("h", 60),
    /** Days. */
    D("d", 1440);

    private static final double SHORT = 3 * 60;
    private static final double LONG = 4 * 1440;

    private final String symbol;
    private final double minutes;

    TimeUnit(String symbol, double minutes) {
      this.symbol = symbol;
      this.minutes = minutes;
    }

    static TimeUnit of(double range) {
      return range <= SHORT ? MIN : range <= LONG ? H : D;
    }

    String symbol() {
      return symbol;
    }

    double minutes() {
      return minutes;
    }
  }
}
