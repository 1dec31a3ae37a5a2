package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Pair;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.paired.RatioEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the evidence says about the gate.
 *
 * @param identicalPairs pairs without a difference
 * @param identical rates of identical code
 * @param paths what identical code gave, by path
 * @param slowed rates of injected slowdowns
 * @param bars what was promised and what was measured
 * @param secondsPerPair mean wall time of a pair of the whole suite
 * @param complete whether there is as much evidence as wanted
 */
record Certificate(
    int identicalPairs,
    Rates identical,
    List<PathSpread> paths,
    List<SlowedRates> slowed,
    List<Bar> bars,
    double secondsPerPair,
    boolean complete) {
  /** All rates of resampled runs follow from it and the pairs. */
  static final int SEED = 20_260_101;

  /**
   * Rates of one injected slowdown.
   *
   * @param pairs how many there are
   * @param ratio that was reached at p95, over all pairs
   * @param spreadPercent standard deviation of the ratio of one pair
   */
  record SlowedRates(
      Suite.Slowdown slowdown,
      int percent,
      int pairs,
      Interval ratio,
      double spreadPercent,
      Rates rates) {}

  /**
   * What all identical pairs say about one path. The resampled runs give the parts of the processes
   * by lot; a process that is slower for the part it has, and not by chance, shows only here.
   *
   * @param head against the base; none with fewer than two pairs
   * @param control the same of the second process of the base against the first
   */
  record PathSpread(String path, RatioEstimate head, RatioEstimate control) {
    static List<PathSpread> of(Suite suite, List<PairLogs> pairs) {
      if (pairs.size() < 2) {
        return List.of();
      }
      return suite.paths().stream()
          .map(
              path ->
                  new PathSpread(
                      path,
                      RatioEstimate.of(
                          pairs.stream().mapToDouble(p -> p.head(path, Pair.HEAD)).toArray()),
                      RatioEstimate.of(pairs.stream().mapToDouble(p -> p.control(path)).toArray())))
          .toList();
    }
  }

  /** A promise. */
  record Bar(String what, String measured, boolean met) {}

  /** Derives the certificate; the same evidence gives the same one. */
  static Certificate of(
      Suite suite, Evidence evidence, Collector.Wanted wanted, Rates.Effort effort) {
    List<Pair> pairs = evidence.pairs(Evidence.IDENTICAL);
    List<PairLogs> same = pairs.stream().map(PairLogs::of).toList();
    Random random = new Random(SEED);
    Rates identical = Rates.of(Pool.identical(suite, same), null, 1, effort, random);
    List<SlowedRates> slowed = new ArrayList<>();
    List<Integer> slowedPairs = new ArrayList<>();
    long paths = suite.slowdowns().stream().map(Suite.Slowdown::path).distinct().count();
    boolean complete = same.size() >= wanted.identical() && paths >= wanted.paths();
    for (Suite.Slowdown slowdown : suite.slowdowns()) {
      List<PairLogs> slow =
          evidence.pairs(Evidence.slowed(slowdown)).stream().map(PairLogs::of).toList();
      slowedPairs.add(slow.size());
      complete &= slow.size() >= wanted.slowed();
      if (slow.size() < 2) {
        continue;
      }
      for (Level level : Level.values()) {
        RatioEstimate reached =
            RatioEstimate.of(
                slow.stream().mapToDouble(p -> p.head(slowdown.path(), level.side())).toArray());
        double meant = 1 + level.percent() / 100.0;
        double shift = StrictMath.log(meant) - reached.mean();
        Pool pool = new Pool(suite, same, slow, slowdown.path(), shift);
        slowed.add(
            new SlowedRates(
                slowdown,
                level.percent(),
                slow.size(),
                new Interval(reached.ratio(), reached.lower(0.025), reached.upper(0.025)),
                100 * StrictMath.expm1(reached.pairSpread()),
                Rates.of(pool, level.side(), meant, effort, random)));
      }
    }
    double seconds = pairs.stream().mapToDouble(Pair::seconds).average().orElse(0);
    List<Bar> bars = bars(suite, identical, slowed, seconds);
    bars.add(
        new Bar(
            "enough pairs: " + wanted.text(),
            same.size() + " identical, slowed " + slowedPairs,
            complete));
    return new Certificate(
        same.size(), identical, PathSpread.of(suite, same), slowed, bars, seconds, complete);
  }

  private static List<Bar> bars(Suite suite, Rates same, List<SlowedRates> slowed, double seconds) {
    List<Bar> bars = new ArrayList<>();
    bars.add(bar("identical code: FAIL in at most 1 %", same.fail(), same.fail().rate() <= 0.01));
    bars.add(
        bar(
            "identical code: FAIL in at most 0.1 % (aim)",
            same.fail(), same.fail().rate() <= 0.001));
    bars.add(bar("identical code: PASS in at least 90 %", same.pass(), same.pass().rate() >= 0.90));
    bars.add(
        bar(
            "95 % interval covers in 93 to 97 %",
            same.coverage(), same.coverage().rate() >= 0.93 && same.coverage().rate() <= 0.97));
    Map<Integer, List<SlowedRates>> byLevel = new TreeMap<>();
    slowed.forEach(s -> byLevel.computeIfAbsent(s.percent(), p -> new ArrayList<>()).add(s));
    byLevel.forEach(
        (percent, all) -> {
          for (SlowedRates s : all) {
            String where = "+" + percent + " % " + s.slowdown().name();
            if (percent == 10) {
              Interval pass = s.rates().pass();
              bars.add(bar(where + ": PASS in at most 5 %", pass, pass.rate() <= 0.05));
            } else if (percent >= 15) {
              Interval fail = s.rates().fail();
              bars.add(bar(where + ": FAIL in at least 99 %", fail, fail.rate() >= 0.99));
            }
          }
        });
    double longest = seconds * suite.plan().budget();
    bars.add(
        new Bar(
            "one comparison in at most 10 min",
            String.format(
                Locale.ROOT,
                "%.1f min for all %d pairs, %.1f on average",
                longest / 60,
                suite.plan().budget(),
                seconds * same.pairsPerRun() / 60),
            longest <= 600));
    return bars;
  }

  private static Bar bar(String what, Interval rate, boolean met) {
    return new Bar(what, CertificatePage.percent(rate), met);
  }

  /**
   * The same with one more bar.
   *
   * @param enough whether there is enough evidence for it
   */
  Certificate with(Bar bar, boolean enough) {
    List<Bar> more = new ArrayList<>(bars);
    more.add(bar);
    return new Certificate(
        identicalPairs, identical, paths, slowed, more, secondsPerPair, complete && enough);
  }

  /** 0 all bars met, 1 one missed, 3 too little evidence to say. */
  int exitCode() {
    if (!complete) {
      return 3;
    }
    return bars.stream().allMatch(bar -> bar.met() || bar.what().endsWith("(aim)")) ? 0 : 1;
  }
}
