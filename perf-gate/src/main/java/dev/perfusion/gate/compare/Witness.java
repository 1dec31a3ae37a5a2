package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.JsonField;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the process counted while it was measured; nearly free of the noise that times have. Sums
 * over all bursts of one side of one pair.
 *
 * @param operations measured calls
 * @param allocatedBytes allocated by all threads
 * @param cpuNanos CPU time of all Java threads, without compilers and collector
 * @param counters further counts by name, such as solver steps
 */
public record Witness(
    long operations, long allocatedBytes, long cpuNanos, Map<String, Double> counters) {

  static Witness none() {
    return new Witness(0, 0, 0, Map.of());
  }

  static Witness read(JsonField field) {
    Map<String, Double> counters = new TreeMap<>();
    field.get("counters").members().forEach((name, value) -> counters.put(name, value.number()));
    return new Witness(
        field.get("operations").wholeNumber(0),
        field.get("allocatedBytes").wholeNumber(0),
        field.get("cpuNanos").wholeNumber(0),
        counters);
  }

  Witness plus(Witness other) {
    Map<String, Double> sums = new TreeMap<>(counters);
    other.counters.forEach((name, value) -> sums.merge(name, value, Double::sum));
    return new Witness(
        operations + other.operations,
        allocatedBytes + other.allocatedBytes,
        cpuNanos + other.cpuNanos,
        sums);
  }

  /** Each count per operation, by name. */
  Map<String, Double> perOperation() {
    Map<String, Double> rates = new TreeMap<>();
    counters.forEach((name, value) -> rates.put(name, value / operations));
    rates.put("allocatedBytes", allocatedBytes / (double) operations);
    rates.put("cpuNanos", cpuNanos / (double) operations);
    return rates;
  }
}
