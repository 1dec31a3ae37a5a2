package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Pair;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.paired.PairedVerdict;
import dev.perfusion.gate.paired.PathEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Stored pairs, and whole suite runs made of them.
 *
 * <p>The three processes of an identical pair run the same binary, so a resampled run gives them
 * the parts of base, head and control by lot: the truth of every row is then a ratio of exactly 1.
 *
 * @param identical pairs of the whole suite
 * @param slowed pairs of one path with injected slowdowns; none for runs of identical code
 * @param path the slowed path
 * @param shift added to the log ratio of the slowed path in resampled runs: moves what was reached
 *     to exactly what was meant, since the rates are steep in the true ratio
 */
record Pool(
    Suite suite, List<PairLogs> identical, List<PairLogs> slowed, String path, double shift) {
  private static final List<String> ROLES = List.of(Pair.BASE, Pair.HEAD, Pair.CONTROL);
  private static final int TAIL = 20;

  static Pool identical(Suite suite, List<PairLogs> pairs) {
    return new Pool(suite, pairs, List.of(), null, 0);
  }

  /**
   * The same with pairs drawn with replacement, to see how much the rates depend on the pool. It is
   * shifted anew: the rates are those of exactly the slowdown that was meant.
   *
   * @param side of the slowed path
   */
  Pool redrawn(String side, Random random) {
    List<PairLogs> same = redrawn(identical, random);
    List<PairLogs> slow = redrawn(slowed, random);
    double moved = slowed.isEmpty() ? 0 : mean(slowed, side) - mean(slow, side);
    return new Pool(suite, same, slow, path, shift + moved);
  }

  private double mean(List<PairLogs> pairs, String side) {
    return pairs.stream().mapToDouble(pair -> pair.head(path, side)).average().orElseThrow();
  }

  private static List<PairLogs> redrawn(List<PairLogs> pairs, Random random) {
    return pairs.stream().map(p -> pairs.get(random.nextInt(pairs.size()))).toList();
  }

  /** A run of the suite made of pairs drawn with replacement. */
  PairedVerdict resampled(String side, Random random) {
    int budget = suite.plan().budget();
    int[] same = random.ints(budget, 0, identical.size()).toArray();
    int[] slow = slowed.isEmpty() ? same : random.ints(budget, 0, slowed.size()).toArray();
    int[] turn = random.ints(budget, 0, 6).toArray();
    return verdict(same, slow, side, turn, shift);
  }

  /**
   * Real runs: the pairs in the order in which they were measured, each used once.
   *
   * @param side of the slowed path
   */
  List<PairedVerdict> real(String side) {
    List<PairedVerdict> runs = new ArrayList<>();
    int budget = suite.plan().budget();
    int most = slowed.isEmpty() ? identical.size() : Math.min(slowed.size(), identical.size());
    for (int from = 0; from + budget <= most; ) {
      int[] next = IntStream.range(from, from + budget).toArray();
      PairedVerdict verdict = verdict(next, next, side, new int[budget], 0);
      runs.add(verdict);
      from += verdict.pairs();
    }
    return runs;
  }

  private PairedVerdict verdict(int[] same, int[] slow, String side, int[] turn, double added) {
    List<PathEvidence> evidence = new ArrayList<>();
    for (String each : suite.paths()) {
      boolean target = each.equals(path);
      double[] head = new double[same.length];
      double[] control = new double[same.length];
      long samples = 0;
      for (int i = 0; i < same.length; i++) {
        if (target) {
          PairLogs pair = slowed.get(slow[i]);
          head[i] = pair.head(each, side) + added;
          control[i] = pair.control(each);
          samples += pair.samples().get(each);
        } else {
          PairLogs pair = identical.get(same[i]);
          double base = role(pair, each, turn[i], 0);
          double again = role(pair, each, turn[i], 2);
          head[i] = role(pair, each, turn[i], 1) - (base + again) / 2;
          control[i] = again - base;
          samples += pair.samples().get(each);
        }
      }
      evidence.add(new PathEvidence(each, head, control, samples / TAIL));
    }
    return PairedVerdict.of(suite.plan(), evidence);
  }

  /** One of the six ways to hand three parts to three processes; 0 leaves them as measured. */
  private static double role(PairLogs pair, String path, int turn, int part) {
    int shifted = turn < 3 ? (part + turn) % 3 : (3 - part + turn) % 3;
    return pair.p95().get(path).get(ROLES.get(shifted));
  }
}
