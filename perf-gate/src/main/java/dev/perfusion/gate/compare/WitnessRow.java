package dev.perfusion.gate.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts per operation, base against head; medians over the pairs.
 *
 * @param path key
 * @param name of the count
 * @param base per operation
 * @param head per operation
 * @param ratio head / base; null when the base is 0
 */
public record WitnessRow(String path, String name, double base, double head, Double ratio) {

  static List<WitnessRow> of(List<Pair> pairs, String path) {
    Map<String, double[]> base = rates(pairs, path, Pair.BASE);
    Map<String, double[]> head = rates(pairs, path, Pair.HEAD);
    return base.entrySet().stream()
        .map(
            entry -> {
              double b = median(entry.getValue());
              double h = median(head.getOrDefault(entry.getKey(), new double[] {0}));
              return new WitnessRow(path, entry.getKey(), b, h, b == 0 ? null : h / b);
            })
        .filter(row -> row.base() != 0 || row.head() != 0)
        .toList();
  }

  private static Map<String, double[]> rates(List<Pair> pairs, String path, String side) {
    Map<String, double[]> rates = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      int pair = i;
      pairs
          .get(i)
          .sample(path, side)
          .witness()
          .perOperation()
          .forEach(
              (name, rate) ->
                  rates.computeIfAbsent(name, n -> new double[pairs.size()])[pair] = rate);
    }
    return rates;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
