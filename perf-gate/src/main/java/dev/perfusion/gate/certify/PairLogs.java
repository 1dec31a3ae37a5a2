package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Histograms;
import dev.perfusion.gate.compare.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What resampling needs of a pair: per path and side the logarithm of the p95, and the samples of
 * the side that has fewest.
 *
 * @param p95 by path and side
 * @param samples by path
 */
record PairLogs(Map<String, Map<String, Double>> p95, Map<String, Long> samples) {

  static PairLogs of(Pair pair) {
    Map<String, Map<String, Double>> p95 = new LinkedHashMap<>();
    Map<String, Long> samples = new LinkedHashMap<>();
    pair.paths()
        .forEach(
            (path, sides) -> {
              Map<String, Double> logs = new TreeMap<>();
              long least = Long.MAX_VALUE;
              for (var side : sides.entrySet()) {
                Histogram histogram = Histograms.sum(side.getValue().bursts());
                logs.put(side.getKey(), StrictMath.log(Histograms.p95(histogram)));
                least = Math.min(least, histogram.getTotalCount());
              }
              p95.put(path, logs);
              samples.put(path, least);
            });
    return new PairLogs(p95, samples);
  }

  /** Log ratio of a side over the geometric mean of base and control. */
  double head(String path, String side) {
    Map<String, Double> logs = p95.get(path);
    return logs.get(side) - (logs.get(Pair.BASE) + logs.get(Pair.CONTROL)) / 2;
  }

  /** Log ratio of the control over the base. */
  double control(String path) {
    Map<String, Double> logs = p95.get(path);
    return logs.get(Pair.CONTROL) - logs.get(Pair.BASE);
  }
}
