package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Part of a result: some series in a window of time. */
public final class ResultSelection {
  private static final int NAMED_IN_ERRORS = 5;

  private final List<Results.Series> series;
  private final double[] times;
  private final int from;
  private final int to;
  private final String key;

  private ResultSelection(
      List<Results.Series> series, double[] times, int from, int to, String key) {
    this.series = series;
    this.times = times;
    this.from = from;
    this.to = to;
    this.key = key;
  }

  /**
   * @param paths paths or globs; null or empty for all
   * @param start first time (min); null for the start
   * @param end last time (min); null for the end
   * @throws BridgeException {@code NotFound} for a path without a series; {@code InvalidInput} for
   *     a window without a point
   */
  public static ResultSelection of(Results run, List<String> paths, Double start, Double end) {
    double[] times = run.times();
    int from = start == null ? 0 : lowerBound(times, start);
    int to = end == null ? times.length : lowerBound(times, Math.nextUp(end));
    if (from >= to) {
      throw BridgeException.invalid(
          start == null ? "to" : "from",
          "no output time lies in from "
              + (start == null ? times[0] : start)
              + " to "
              + (end == null ? times[times.length - 1] : end)
              + " min",
          "the run has " + times.length + " times from 0 to " + times[times.length - 1] + " min");
    }
    return new ResultSelection(
        series("paths", run, paths),
        times,
        from,
        to,
        paths + " " + from + " " + to + " " + times.length);
  }

  private static int lowerBound(double[] times, double t) {
    int index = Arrays.binarySearch(times, t);
    return index >= 0 ? index : -index - 1;
  }

  /**
   * Whole series.
   *
   * @param field of the request that holds the paths
   * @param paths paths or globs; null or empty for all
   * @throws BridgeException {@code NotFound} for a path without a series
   */
  static List<Results.Series> series(String field, Results run, List<String> paths) {
    if (paths == null || paths.isEmpty()) {
      return run.series();
    }
    Set<Results.Series> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String path : paths) {
      PathPattern pattern = PathPattern.of(path);
      List<Results.Series> hits =
          run.series().stream().filter(s -> named(s.quantity(), path, pattern)).toList();
      if (hits.isEmpty()) {
        throw BridgeException.notFound(
            field,
            "no output \"" + path + "\" in these results",
            "closest: " + String.join(", ", closest(run, path)));
      }
      chosen.addAll(hits);
    }
    return run.series().stream().filter(chosen::contains).toList();
  }

  private static boolean named(QuantityInfo quantity, String path, PathPattern pattern) {
    return path.equals(quantity.path())
        || path.equals(quantity.fullPath())
        || pattern.isGlob() && pattern.matches(quantity.path());
  }

  private static List<String> closest(Results run, String path) {
    List<String> outputs = run.series().stream().map(s -> s.quantity().path()).toList();
    return Similarity.closest(path.replace("*", ""), outputs, NAMED_IN_ERRORS);
  }

  /** Equal for equal selections. */
  String key() {
    return key;
  }

  /** The series in the order of the result. */
  public List<Results.Series> series() {
    return series;
  }

  /** All times of the result (min). */
  public double[] times() {
    return times;
  }

  /** Points in the window. */
  int size() {
    return to - from;
  }

  /** Indices of the points of a series to show: all of the window, or fewer with its peaks. */
  int[] kept(Results.Series one, int maxPoints) {
    int[] kept = Decimation.keep(Arrays.copyOfRange(one.values(), from, to), maxPoints);
    for (int i = 0; i < kept.length; i++) {
      kept[i] += from;
    }
    return kept;
  }

  /**
   * Indices of points for all series at once, as tables need them.
   *
   * @param maxPoints most points of one series; the table has those of all of them
   */
  public int[] rows(int maxPoints) {
    Set<Integer> rows = new TreeSet<>();
    if (size() <= maxPoints) {
      return java.util.stream.IntStream.range(from, to).toArray();
    }
    for (Results.Series one : series) {
      Arrays.stream(kept(one, maxPoints)).forEach(rows::add);
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }
}
