package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Histograms;
import dev.perfusion.gate.compare.Pair;
import dev.perfusion.gate.compare.PairRunner;
import dev.perfusion.gate.compare.ProbeException;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds pairs to the evidence until enough are there or the time is used up, always to the kind that
 * is furthest behind.
 *
 * <p>The busy work of p % is a fixed number of loop iterations that takes p % of the p95 of the
 * path: added to each call, it moves the p95 by p %, whatever the shape of the distribution. On a
 * busy machine it moves by more, since longer calls are interrupted more often.
 */
final class Collector {
  private static final int CALIBRATION_PAIRS = 3;

  private final Evidence evidence;
  private final Suite suite;
  private final List<Path> jars;
  private final Path agent;
  private final PrintWriter out;
  private final SecureRandom seeds = new SecureRandom();

  Collector(Evidence evidence, Suite suite, PrintWriter out) {
    this.evidence = evidence;
    this.suite = suite;
    this.jars = List.of(evidence.jars().product(), evidence.jars().harness());
    this.agent = evidence.jars().agent();
    this.out = out;
  }

  /** Measures for so many minutes, and at least one pair. */
  void collect(Wanted wanted, double minutes) {
    long end = System.nanoTime() + (long) (minutes * 60e9);
    do {
      String kind = furthestBehind(wanted);
      if (kind == null) {
        return;
      }
      measured(kind)
          .forEach(
              (each, pair) -> {
                evidence.add(each, pair);
                int count = evidence.count(each);
                out.printf(Locale.ROOT, "%s: %d pairs, %.0f s%n", each, count, pair.seconds());
              });
      out.flush();
    } while (System.nanoTime() < end);
  }

  private Map<String, Pair> measured(String kind) {
    try {
      return kind.equals(Evidence.IDENTICAL) ? Map.of(kind, identical()) : slowed();
    } catch (ProbeException e) {
      throw new InputException(
          kind,
          "",
          "no pair: " + e.getMessage(),
          "give the command again, it goes on where it was");
    }
  }

  /**
   * What makes the evidence complete.
   *
   * @param identical pairs of identical code
   * @param slowed pairs of each slowed path, all slowdowns in each
   * @param paths that are slowed
   */
  record Wanted(int identical, int slowed, int paths) {
    /** As it stands on the certificate. */
    String text() {
      return identical + " identical, " + slowed + " slowed on each of " + paths + " paths";
    }
  }

  private String furthestBehind(Wanted wanted) {
    Map<Double, String> behind = new TreeMap<>();
    double done = evidence.count(Evidence.IDENTICAL) / (double) wanted.identical();
    behind.put(done, Evidence.IDENTICAL);
    for (Suite.Slowdown slowdown : suite.slowdowns()) {
      String kind = Evidence.slowed(slowdown);
      behind.putIfAbsent(evidence.count(kind) / (double) wanted.slowed(), kind);
    }
    Map.Entry<Double, String> least = behind.entrySet().iterator().next();
    return least.getKey() >= 1 ? null : least.getValue();
  }

  private Pair identical() {
    return PairRunner.of(suite)
        .side(Pair.BASE, jars, List.of())
        .side(Pair.HEAD, jars, List.of())
        .side(Pair.CONTROL, jars, List.of())
        .pairing(evidence.pairing())
        .build()
        .run(seeds.nextLong());
  }

  /** A pair for each slowdown; the same processes have all, each in a path of its own. */
  private Map<String, Pair> slowed() {
    Map<Suite.Slowdown, Double> perPercent = new LinkedHashMap<>();
    suite.slowdowns().forEach(slow -> perPercent.put(slow, iterationsPerPercent(slow)));
    PairRunner.Builder runner =
        PairRunner.of(suite)
            .measuring(suite.slowdowns().stream().map(Suite.Slowdown::path).toList())
            .side(Pair.BASE, jars, List.of())
            .side(Pair.CONTROL, jars, List.of());
    for (Level level : Level.values()) {
      runner.side(
          level.side(),
          jars,
          perPercent.entrySet().stream()
              .map(e -> agent(e.getKey(), Math.round(e.getValue() * level.percent())))
              .toList());
    }
    Pair all = runner.pairing(evidence.pairing()).build().run(seeds.nextLong());
    Map<String, Pair> pairs = new LinkedHashMap<>();
    for (Suite.Slowdown slow : suite.slowdowns()) {
      pairs.put(Evidence.slowed(slow), all.only(slow.path()));
    }
    return pairs;
  }

  private String agent(Suite.Slowdown slow, long iterations) {
    return "-javaagent:" + agent + "=" + slow.method() + "=" + iterations;
  }

  private double iterationsPerPercent(Suite.Slowdown slowdown) {
    Path file = evidence.calibration(slowdown);
    if (!Files.exists(file)) {
      JsonFiles.write(file, calibrate(slowdown));
    }
    JsonField calibration = JsonFiles.read(file);
    return calibration.get("p95Nanos").number()
        / 100
        / calibration.get("nanosPerIteration").number();
  }

  /** From pairs of the whole suite: what a path takes in a process that is as warm. */
  private ObjectNode calibrate(Suite.Slowdown slowdown) {
    while (evidence.count(Evidence.IDENTICAL) < CALIBRATION_PAIRS) {
      evidence.add(Evidence.IDENTICAL, identical());
    }
    List<Double> p95 =
        evidence.pairs(Evidence.IDENTICAL).stream()
            .flatMap(pair -> pair.paths().get(slowdown.path()).values().stream())
            .map(side -> (double) Histograms.p95(Histograms.sum(side.bursts())))
            .toList();
    List<Double> iteration = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_PAIRS; i++) {
      iteration.add(SlowdownTimer.nanosPerIteration(agent, suite, false));
    }
    return JsonFiles.mapper()
        .createObjectNode()
        .put("path", slowdown.path())
        .put("method", slowdown.method())
        .put("p95Nanos", median(p95))
        .put("nanosPerIteration", median(iteration));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
