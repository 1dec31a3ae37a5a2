package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.perfusion.gate.jmh.JmhResult.Counter;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;
import dev.perfusion.gate.stats.Steadiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * One step of the document.
 *
 * @param stats statistics in ms over all samples of all forks; what {@code check} compares
 * @param key what was measured
 * @param method how it was measured
 * @param perFork the same statistics for each fork
 * @param steadiness per fork, whether its warm-up was enough; null where that is no question
 * @param errors failed calls and failed benchmarks; any makes the check fail
 * @param failures why benchmarks of this step gave no usable samples
 * @param statuses jobs by final status; null when the step starts no jobs
 * @param resources load of the working process during this step; null when not known
 * @param adapterTimings the bridge's own timings; null when not known
 * @param averageTime mean times of {@code avgt}; null when not measured
 * @param throughput rates of {@code thrpt}; null when not measured
 * @param megabytesPerSecond rate of a transfer; null when the step is none
 * @param counters secondary metrics of JMH's profilers by name; null without any
 * @param histogram raw samples {@code [fork][[ms, count]...]}
 */
public record Step(
    @JsonUnwrapped SeriesStats stats,
    @JsonUnwrapped StepKey key,
    @JsonUnwrapped Method method,
    List<SeriesStats> perFork,
    List<Steadiness> steadiness,
    long errors,
    List<String> failures,
    Map<String, Long> statuses,
    Resources resources,
    AdapterTimings adapterTimings,
    AverageTime averageTime,
    Throughput throughput,
    Double megabytesPerSecond,
    Map<String, Counter> counters,
    ArrayNode histogram) {

  /**
   * How a step was measured.
   *
   * @param timing who timed what
   * @param batchSize calls per timed sample; samples are already divided by it
   * @param benchmark JMH benchmark; null when a recorder stood alone
   * @param mode JMH mode of the samples; null when JMH gave none
   * @param params JMH parameters
   */
  public record Method(
      Timing timing, long batchSize, String benchmark, String mode, Map<String, String> params) {}

  /**
   * Means of whole iterations ({@code avgt}): no percentiles, because those of means are no
   * latencies.
   *
   * @param meanMs mean over all iterations
   * @param perForkMs mean of each fork
   */
  public record AverageTime(double meanMs, List<Double> perForkMs) {}

  /**
   * Rates of whole iterations ({@code thrpt}).
   *
   * @param perSecond mean operations per second over all iterations
   * @param perForkPerSecond mean of each fork
   */
  public record Throughput(double perSecond, List<Double> perForkPerSecond) {}

  /** Reads a step of a stored document. */
  static Step read(String name, JsonField field) {
    List<String> failures = new ArrayList<>();
    field.get("failures").itemsOrNone().forEach(item -> failures.add(item.text()));
    Map<String, Long> statuses = null;
    if (field.get("statuses").isPresent()) {
      statuses = new TreeMap<>();
      for (var status : field.get("statuses").members().entrySet()) {
        statuses.put(status.getKey(), status.getValue().wholeNumber(0));
      }
    }
    Map<String, String> params = new TreeMap<>();
    field.get("params").members().forEach((key, value) -> params.put(key, value.scalarText()));
    Method method =
        new Method(
            Timing.read(field.get("timing")),
            field.get("batchSize").wholeNumberOr(1, 1),
            field.get("benchmark").textOr(null),
            field.get("mode").textOr(null),
            params);
    List<JsonField> forks = field.get("perFork").itemsOrNone();
    List<SeriesStats> perFork = forks.stream().map(SeriesStats::read).toList();
    SeriesStats stats = SeriesStats.read(field);
    List<Samples> samples = samples(field.get("histogram"));
    if (samples != null) {
      stats.mustBeThoseOf(Samples.pooled(samples), field);
      for (int i = 0; i < perFork.size() && perFork.size() == samples.size(); i++) {
        perFork.get(i).mustBeThoseOf(samples.get(i), forks.get(i));
      }
    }
    return new Step(
        stats,
        StepKey.parse(name, field),
        method,
        perFork,
        field.get("steadiness").isPresent()
            ? field.get("steadiness").items().stream().map(Steadiness::read).toList()
            : null,
        field.get("errors").wholeNumberOr(0, 0),
        failures,
        statuses,
        Resources.read(field.get("resources")),
        AdapterTimings.read(field.get("adapterTimings")),
        averageTime(field.get("averageTime")),
        throughput(field.get("throughput")),
        field.get("megabytesPerSecond").numberOrNull(),
        counters(field.get("counters")),
        field.get("histogram").isArray() ? (ArrayNode) field.get("histogram").node() : null);
  }

  /** The raw samples of each fork; null where they have not the form that the schema asks for. */
  private static List<Samples> samples(JsonField histogram) {
    if (!histogram.isArray()) {
      return null;
    }
    List<Samples> forks = new ArrayList<>();
    for (JsonNode fork : histogram.node()) {
      Samples.Collector samples = new Samples.Collector();
      for (JsonNode cell : fork) {
        boolean counted =
            cell.path(0).isNumber()
                && Double.isFinite(cell.get(0).doubleValue())
                && cell.path(1).isIntegralNumber()
                && cell.get(1).canConvertToLong()
                && cell.get(1).longValue() > 0;
        if (!counted) {
          return null;
        }
        samples.add(cell.get(0).doubleValue(), cell.get(1).longValue());
      }
      forks.add(samples.toSamples());
    }
    return forks;
  }

  private static AverageTime averageTime(JsonField field) {
    return field.isPresent()
        ? new AverageTime(field.get("meanMs").looseNumber(), numbers(field.get("perForkMs")))
        : null;
  }

  private static Throughput throughput(JsonField field) {
    return field.isPresent()
        ? new Throughput(
            field.get("perSecond").looseNumber(), numbers(field.get("perForkPerSecond")))
        : null;
  }

  private static List<Double> numbers(JsonField field) {
    return field.items().stream().map(JsonField::looseNumber).toList();
  }

  private static Map<String, Counter> counters(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    Map<String, Counter> counters = new TreeMap<>();
    field
        .members()
        .forEach(
            (name, counter) ->
                counters.put(
                    name,
                    new Counter(
                        counter.get("score").looseNumber(), counter.get("unit").textOr(""))));
    return counters;
  }
}
