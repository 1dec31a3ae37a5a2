package dev.perfusion.gate.certify;

import dev.perfusion.gate.paired.PairedVerdict;
import dev.perfusion.gate.paired.RowStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * How suite runs of one kind end.
 *
 * @param fail of resampled runs; where a path is slowed, failures that name it
 * @param pass of resampled runs
 * @param wrong resampled runs that fail a path that is not slow
 * @param coverage of the 95 % interval of the ratio: of the slowed path; where none is, per row
 * @param pairsPerRun mean number of pairs until a run stops
 * @param realRuns runs of pairs in their order, each pair used once
 * @param realFail of these
 * @param realPass of these
 */
record Rates(
    Interval fail,
    Interval pass,
    Interval wrong,
    Interval coverage,
    double pairsPerRun,
    int realRuns,
    Interval realFail,
    Interval realPass) {

  /** How much is resampled. */
  record Effort(int runs, int pools, int runsPerPool) {
    /** For a certificate. */
    static final Effort FULL = new Effort(10_000, 100, 200);
  }

  /**
   * Rates with intervals: the inner resampling gives the rate, the spread over redrawn pools says
   * how well these pairs determine it.
   *
   * @param side the slowed side; null for identical code
   * @param truth of the slowed path, or of all paths where none is slowed, as a ratio
   */
  static Rates of(Pool pool, String side, double truth, Effort effort, Random random) {
    double[] whole = tally(pool, side, truth, effort.runs(), random);
    double[][] redrawn = new double[effort.pools()][];
    for (int i = 0; i < redrawn.length; i++) {
      redrawn[i] = tally(pool.redrawn(side, random), side, truth, effort.runsPerPool(), random);
    }
    List<PairedVerdict> real = pool.real(side);
    Predicate<PairedVerdict> fails = v -> slowPathFails(v, pool.path());
    return new Rates(
        interval(whole, redrawn, 0),
        interval(whole, redrawn, 1),
        interval(whole, redrawn, 2),
        interval(whole, redrawn, 3),
        whole[4],
        real.size(),
        Interval.exact(real.stream().filter(fails).count(), real.size()),
        Interval.exact(real.stream().filter(v -> v.exitCode() == 0).count(), real.size()));
  }

  private static boolean slowPathFails(PairedVerdict verdict, String path) {
    return verdict.exitCode() == 1
        && (path == null
            || verdict.rows().stream()
                .anyMatch(r -> r.path().equals(path) && r.status() == RowStatus.FAIL));
  }

  /** Fail, pass, wrong, coverage, pairs. */
  private static double[] tally(Pool pool, String side, double truth, int runs, Random random) {
    double[] sums = new double[5];
    for (int run = 0; run < runs; run++) {
      PairedVerdict verdict = pool.resampled(side, random);
      sums[0] += slowPathFails(verdict, pool.path()) ? 1 : 0;
      sums[1] += verdict.exitCode() == 0 ? 1 : 0;
      sums[2] +=
          verdict.exitCode() == 1
                  && verdict.rows().stream()
                      .anyMatch(r -> !r.path().equals(pool.path()) && r.status() == RowStatus.FAIL)
              ? 1
              : 0;
      sums[3] +=
          verdict.rows().stream()
              .filter(row -> pool.path() == null || row.path().equals(pool.path()))
              .mapToInt(row -> row.lower95() <= truth && truth <= row.upper95() ? 1 : 0)
              .average()
              .orElseThrow();
      sums[4] += verdict.pairs();
    }
    return Arrays.stream(sums).map(sum -> sum / runs).toArray();
  }

  private static Interval interval(double[] whole, double[][] redrawn, int which) {
    ToDoubleFunction<double[]> pick = rates -> rates[which];
    double[] sorted = Arrays.stream(redrawn).mapToDouble(pick).sorted().toArray();
    int cut = (int) Math.floor(sorted.length * 0.025);
    return new Interval(
        whole[which],
        Math.min(whole[which], sorted[cut]),
        Math.max(whole[which], sorted[sorted.length - 1 - cut]));
  }
}
