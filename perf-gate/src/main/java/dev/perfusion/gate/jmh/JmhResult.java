package dev.perfusion.gate.jmh;

import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * One result of a JMH run. Its identity is benchmark, mode, threads and params together; two
 * results may share the name of the benchmark.
 *
 * @param benchmark fully qualified benchmark method
 * @param mode what was measured
 * @param threads calling threads
 * @param params benchmark parameters, sorted by name; empty without parameters
 * @param settings forks, warm-up and measurement settings as JMH wrote them
 * @param measurementBatchSize calls per timed operation
 * @param forks per fork the calls' times in ms ({@code sample}, {@code ss}), the iteration means in
 *     ms ({@code avgt}) or the operations per second ({@code thrpt}); empty when {@code fault} says
 *     why
 * @param iterationMedians per fork the median of each iteration in ms, in their order; empty for
 *     modes without samples
 * @param counters finite secondary metrics (profilers) by name
 * @param fault why the values cannot be used; null when they can
 */
public record JmhResult(
    String benchmark,
    JmhMode mode,
    int threads,
    Map<String, String> params,
    ObjectNode settings,
    long measurementBatchSize,
    List<Samples> forks,
    List<List<Double>> iterationMedians,
    Map<String, Counter> counters,
    String fault) {
  private static final double MEDIAN = 0.5;
  private static final List<String> SETTINGS =
      List.of(
          "forks",
          "warmupIterations",
          "warmupTime",
          "warmupBatchSize",
          "measurementIterations",
          "measurementTime",
          "measurementBatchSize");

  /**
   * A secondary metric.
   *
   * @param score its value
   * @param unit its unit
   */
  public record Counter(double score, String unit) {}

  static JmhResult read(JsonField field) {
    JmhMode mode = JmhMode.read(field.get("mode"));
    Map<String, String> params = new TreeMap<>();
    field.get("params").members().forEach((name, value) -> params.put(name, value.scalarText()));
    ObjectNode settings = field.object().objectNode();
    SETTINGS.forEach(
        name -> {
          if (field.get(name).isPresent()) {
            settings.set(name, field.get(name).node());
          }
        });
    RawForks raw = RawForks.read(field, mode);
    return new JmhResult(
        field.get("benchmark").text(),
        mode,
        (int) field.get("threads").wholeNumberOr(1, 1),
        params,
        settings,
        field.get("measurementBatchSize").wholeNumberOr(1, 1),
        raw.forks(),
        raw.iterationMedians(),
        counters(field.get("secondaryMetrics")),
        raw.fault());
  }

  /** Benchmark, mode, threads and params as one text for messages. */
  public String identity() {
    return benchmark + " mode " + mode.wireName() + " threads " + threads + " params " + params;
  }

  private static Map<String, Counter> counters(JsonField metrics) {
    Map<String, Counter> counters = new TreeMap<>();
    for (Map.Entry<String, JsonField> metric : metrics.members().entrySet()) {
      JsonField score = metric.getValue().get("score");
      double value = score.isPresent() ? score.looseNumber() : Double.NaN;
      if (Double.isFinite(value)) {
        counters.put(
            metric.getKey(), new Counter(value, metric.getValue().get("scoreUnit").textOr("")));
      }
    }
    return counters;
  }

  /** Raw values of one result, or why there are none. */
  private record RawForks(List<Samples> forks, List<List<Double>> iterationMedians, String fault) {
    private static RawForks none(String fault) {
      return new RawForks(List.of(), List.of(), fault);
    }

    static RawForks read(JsonField result, JmhMode mode) {
      JsonField metric = result.get("primaryMetric");
      ScoreUnit unit = ScoreUnit.read(metric.get("scoreUnit"));
      if (unit.perOperation() == (mode == JmhMode.THROUGHPUT)) {
        throw metric
            .get("scoreUnit")
            .problem(
                "unit " + metric.get("scoreUnit").text() + " does not fit mode " + mode.wireName(),
                "write the file with JMH");
      }
      String source = mode == JmhMode.SAMPLE ? "rawDataHistogram" : "rawData";
      JsonField data = metric.get(source);
      if (!data.isPresent()) {
        return none("the JMH result has no " + source);
      }
      List<Samples> forks = new ArrayList<>();
      List<List<Double>> medians = new ArrayList<>();
      for (JsonField fork : data.items()) {
        Samples.Collector collector = new Samples.Collector();
        List<Double> own = new ArrayList<>();
        for (JsonField iteration : fork.items()) {
          Samples.Collector single = new Samples.Collector();
          List<JsonField> cells = mode == JmhMode.SAMPLE ? iteration.items() : List.of(iteration);
          for (JsonField cell : cells) {
            String fault = addTo(collector, cell, mode, unit);
            if (fault != null) {
              return none(fault);
            }
            addTo(single, cell, mode, unit);
          }
          Samples samples = single.toSamples();
          if (mode == JmhMode.SAMPLE && samples.count() > 0) {
            own.add(samples.quantile(MEDIAN));
          }
        }
        Samples samples = collector.toSamples();
        if (samples.count() > 0) {
          forks.add(samples);
          medians.add(own);
        }
      }
      long planned = result.get("forks").wholeNumberOr(0, 0);
      if (forks.isEmpty()) {
        return none("the JMH result holds no samples");
      }
      String fault =
          forks.size() < planned
              ? "only " + forks.size() + " of " + planned + " forks gave samples"
              : null;
      return new RawForks(forks, medians, fault);
    }

    private static String addTo(
        Samples.Collector collector, JsonField cell, JmhMode mode, ScoreUnit unit) {
      JsonField valueField = cell;
      long count = 1;
      if (mode == JmhMode.SAMPLE) {
        List<JsonField> pair = cell.items();
        if (pair.size() != 2) {
          throw cell.problem("is not a pair of value and count", "write the file with JMH");
        }
        valueField = pair.get(0);
        count = pair.get(1).wholeNumber(1);
      }
      double value = valueField.looseNumber();
      if (!Double.isFinite(value) || value < 0) {
        return "sample " + valueField.path() + " is " + valueField.node();
      }
      collector.add(
          mode == JmhMode.THROUGHPUT ? unit.toPerSecond(value) : unit.toMillis(value), count);
      return null;
    }
  }
}
