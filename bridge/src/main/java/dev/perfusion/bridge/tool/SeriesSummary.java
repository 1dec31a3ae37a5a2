package dev.perfusion.bridge.tool;

import dev.perfusion.engine.Results;
import java.util.List;

/**
 * The figures of one output that answer most questions.
 *
 * @param parameter path without the simulation name
 * @param maxTime first time of the maximum (min)
 * @param last value at the end
 */
public record SeriesSummary(
    String parameter,
    String unit,
    @Field(nonFinite = true) double min,
    @Field(nonFinite = true) double max,
    double maxTime,
    @Field(nonFinite = true) double last) {

  static SeriesSummary of(double[] times, Results.Series series) {
    double[] values = series.values();
    int low = 0;
    int high = 0;
    for (int i = 1; i < values.length; i++) {
      low = values[i] < values[low] ? i : low;
      high = values[i] > values[high] ? i : high;
    }
    return new SeriesSummary(
        series.quantity().path(),
        series.quantity().unit(),
        values[low],
        values[high],
        times[high],
        values[values.length - 1]);
  }

  static List<SeriesSummary> of(Results results, int most) {
    return results.series().stream().limit(most).map(s -> of(results.times(), s)).toList();
  }

  String text() {
    String of = unit.isEmpty() ? "" : " " + unit;
    return parameter + ": maximum " + max + of + " at " + maxTime + " min, last " + last + of;
  }
}
