package dev.perfusion.gate.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One metric over time: of one scenario, data set and environment, measured in one way.
 *
 * @param step key of the step; empty for the whole run
 * @param metric name, unit and latest value
 * @param runs the runs that have it, in the order of time
 * @param values its value in each of them
 * @param changes where it changed
 */
public record Series(
    String step, Metric metric, List<StoredRun> runs, double[] values, List<Change> changes) {

  /**
   * A change of a series.
   *
   * @param at index of the first run after it
   * @param before median of the stretch before it
   * @param after median of the stretch from it to the next change
   */
  public record Change(int at, double before, double after) {
    /** Change of the median in percent of the former one; infinite from 0. */
    public double percent() {
      return before == after ? 0 : (after / before - 1) * 100;
    }
  }

  /** The changes of a series are searched where they are asked for. */
  static Series of(String step, Metric metric, List<StoredRun> runs, double[] values) {
    return new Series(step, metric, runs, values, metric.isTracked() ? changes(values) : List.of());
  }

  private static List<Change> changes(double[] values) {
    boolean ratios = Arrays.stream(values).allMatch(value -> value > 0);
    double[] compared = ratios ? Arrays.stream(values).map(Math::log).toArray() : values;
    List<Integer> found = ChangePoints.of(compared);
    return IntStream.range(0, found.size())
        .mapToObj(
            i -> {
              int from = i == 0 ? 0 : found.get(i - 1);
              int to = i + 1 == found.size() ? values.length : found.get(i + 1);
              int at = found.get(i);
              return new Change(at, median(values, from, at), median(values, at, to));
            })
        .toList();
  }

  /** The median of a stretch. */
  public static double median(double[] values, int from, int to) {
    double[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The indices of the runs whose configuration differs from that of the run before. */
  public List<Integer> otherConfigurations() {
    return IntStream.range(1, runs.size())
        .filter(i -> !runs.get(i).configHash().equals(runs.get(i - 1).configHash()))
        .boxed()
        .toList();
  }
}
