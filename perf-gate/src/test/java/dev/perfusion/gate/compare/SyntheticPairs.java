package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.JsonFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Pairs as a machine with known noise would measure them: log-normal latencies around 1 ms. */
public final class SyntheticPairs {
  private static final double SCALE_NANOS = 1e6;
  private static final double SHAPE = 0.3;
  private static final int SAMPLES = 300;
  private static final int BURSTS = 2;

  private final Random random;
  private final double spread;

  /**
   * A machine.
   *
   * @param spread standard deviation of the log of what one process multiplies all latencies by
   */
  public SyntheticPairs(long seed, double spread) {
    this.random = new Random(seed);
    this.spread = spread;
  }

  /** A suite of the given paths. */
  public static Suite suite(String looks, String... paths) {
    String quoted = "\"" + String.join("\", \"", paths) + "\"";
    return Suite.of(
        JsonFiles.parse(
            "synthetic suite",
            """
            {"name": "synthetic", "mainClass": "none", "warmupMillis": 0, "leadInMillis": 2, "burstMillis": 1,
             "blocks": 1, "budgetSeconds": 600, "paths": [%s],
             "slowdowns": [{"name": "first", "path": "%s", "method": "A#b"}],
             "plan": {"looks": %s, "spending": "OBRIEN_FLEMING", "failRatio": 1.1,
              "failFloor": 1.05, "failAlpha": 0.01, "passAlpha": 0.025, "controlAlpha": 0.01,
              "controlTolerance": 0.02, "tailSamples": 100}}
            """
                .formatted(quoted, paths[0], looks)));
  }

  /**
   * A pair.
   *
   * @param ratios by path and side: how slow each side is
   */
  public Pair pair(Map<String, Map<String, Double>> ratios) {
    Map<String, Map<String, SideSample>> paths = new LinkedHashMap<>();
    ratios.forEach(
        (path, sides) -> {
          Map<String, SideSample> samples = new TreeMap<>();
          sides.forEach((side, ratio) -> samples.put(side, sample(ratio)));
          paths.put(path, samples);
        });
    return new Pair(random.nextLong(), "2026-01-31T12:00:00Z", 30, paths);
  }

  private SideSample sample(double ratio) {
    double process = ratio * Math.exp(spread * random.nextGaussian());
    SideSample sample = SideSample.none();
    for (int burst = 0; burst < BURSTS; burst++) {
      Histogram histogram = new Histogram(Histograms.DIGITS);
      for (int i = 0; i < SAMPLES; i++) {
        double nanos = SCALE_NANOS * process * Math.exp(SHAPE * random.nextGaussian());
        histogram.recordValue(Math.round(nanos));
      }
      sample =
          sample.plus(
              Histograms.encode(histogram),
              new Witness(
                  SAMPLES, 1000L * SAMPLES, 2000L * SAMPLES, Map.of("steps", 720.0 * SAMPLES)));
    }
    return sample;
  }

  /** A pair of two paths in which one side of the first is slow. */
  public Pair pair(List<String> paths, double headOfFirst) {
    Map<String, Map<String, Double>> ratios = new LinkedHashMap<>();
    for (String path : paths) {
      double head = path.equals(paths.get(0)) ? headOfFirst : 1;
      ratios.put(path, Map.of(Pair.BASE, 1.0, Pair.HEAD, head, Pair.CONTROL, 1.0));
    }
    return pair(ratios);
  }
}
