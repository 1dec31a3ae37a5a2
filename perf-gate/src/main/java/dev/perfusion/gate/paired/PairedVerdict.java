package dev.perfusion.gate.paired;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The verdict of a suite at the look where measuring stops.
 *
 * @param name PASS, FAIL or INCONCLUSIVE; a suite that passes may hold rows that improved
 * @param exitCode 0 pass, 1 fail, 3 inconclusive
 * @param pairs pairs it rests on
 * @param look number of the look, from 1
 * @param ended whether measuring stops here: it is decided, or the budget is used up
 * @param rows one per path
 * @param reasons why it is what it is, one line each
 */
public record PairedVerdict(
    String name,
    int exitCode,
    int pairs,
    int look,
    boolean ended,
    List<PathRow> rows,
    List<String> reasons) {
  private static final double POWER = 0.90;
  private static final double HALF_OF_95 = 0.025;

  /** Exactly the limit is at the limit, whatever logarithms make of the last digit. */
  private static final double ROUNDING = 1e-12;

  /**
   * Walks through the looks that the pairs allow and stops where the plan stops: when every row is
   * decided, when one fails, or when the budget is used up.
   *
   * @param evidence one entry per path, all with the same number of pairs
   * @throws IllegalArgumentException fewer pairs than the first look needs
   */
  public static PairedVerdict of(PairPlan plan, List<PathEvidence> evidence) {
    int pairs = evidence.get(0).logRatios().length;
    PairedVerdict last = null;
    for (int look = 0; look < plan.looks().size() && plan.looks().get(look) <= pairs; look++) {
      int seen = plan.looks().get(look);
      last = at(plan, look, evidence.stream().map(path -> path.first(seen)).toList());
      if (last.ended()) {
        return last;
      }
    }
    if (last == null) {
      throw new IllegalArgumentException(
          pairs + " pairs, and the first look needs " + plan.looks().get(0));
    }
    return last;
  }

  private static PairedVerdict at(PairPlan plan, int look, List<PathEvidence> evidence) {
    int m = evidence.size();
    RatioEstimate[] heads = estimates(evidence, true);
    RatioEstimate[] controls = estimates(evidence, false);
    double[] failLevels = new double[m + 1];
    for (int rows = 1; rows <= m; rows++) {
      failLevels[rows] = plan.level(plan.failAlpha(), rows, look);
    }
    Holm slower = Holm.test(p(heads, e -> e.pAtMost(plan.failFloor())), rows -> failLevels[rows]);
    Holm faster =
        Holm.test(p(heads, e -> e.pAtLeast(1 / plan.failFloor())), rows -> failLevels[rows]);
    double passLevel = plan.level(plan.passAlpha(), 1, look);
    double controlLevel = plan.controlAlpha() / 2 / m;
    List<PathRow> rows = new ArrayList<>();
    for (int i = 0; i < m; i++) {
      rows.add(
          new Row(plan, evidence.get(i), heads[i], controls[i])
              .judge(
                  slower.rejected()[i],
                  faster.rejected()[i],
                  slower.levels()[i],
                  failLevels[m],
                  passLevel,
                  controlLevel));
    }
    return conclude(plan, look, rows);
  }

  private static RatioEstimate[] estimates(List<PathEvidence> evidence, boolean head) {
    return evidence.stream()
        .map(path -> RatioEstimate.of(head ? path.logRatios() : path.controlLogRatios()))
        .toArray(RatioEstimate[]::new);
  }

  private static double[] p(RatioEstimate[] estimates, ToDoubleFunction<RatioEstimate> p) {
    return Arrays.stream(estimates).mapToDouble(p).toArray();
  }

  /** What a row is judged by. */
  private record Row(
      PairPlan plan, PathEvidence evidence, RatioEstimate head, RatioEstimate control) {

    PathRow judge(
        boolean slower,
        boolean faster,
        double failLevel,
        double hardestLevel,
        double passLevel,
        double controlLevel) {
      double passBound = head.upper(passLevel);
      double controlLower = control.lower(controlLevel);
      double controlUpper = control.upper(controlLevel);
      boolean biased =
          Math.abs(control.ratio() - 1) > plan.controlTolerance()
              && (controlLower > 1 || controlUpper < 1);
      double limit = plan.failRatio() * (1 - ROUNDING);
      boolean wild = control.ratio() >= limit || control.ratio() <= 1 / limit;
      List<String> reasons = new ArrayList<>();
      if (evidence.tailSamples() < plan.tailSamples()) {
        reasons.add(
            "only %d samples lie beyond the p95, %d are needed"
                .formatted(evidence.tailSamples(), plan.tailSamples()));
      }
      RowStatus status = RowStatus.INCONCLUSIVE;
      if (reasons.isEmpty()) {
        if (slower && head.ratio() >= limit) {
          status = RowStatus.FAIL;
        } else if (faster && head.ratio() <= 1 / limit) {
          status = RowStatus.IMPROVED;
        } else if (passBound < limit) {
          status = RowStatus.PASS;
        } else {
          reasons.add(
              text(
                  "the ratio may be as high as %.3f (limit %.2f), and is above %.3f only (a"
                      + " failure needs %.2f, and a ratio of %.2f)",
                  passBound,
                  plan.failRatio(),
                  head.lower(failLevel),
                  plan.failFloor(),
                  plan.failRatio()));
        }
      }
      return new PathRow(
          evidence.path(),
          status,
          head.ratio(),
          head.lower(HALF_OF_95),
          head.upper(HALF_OF_95),
          head.lower(failLevel),
          passBound,
          100 * StrictMath.expm1(head.pairSpread()),
          head.detectable(plan.failRatio(), plan.failFloor(), hardestLevel, POWER),
          control.ratio(),
          controlLower,
          controlUpper,
          biased || wild,
          evidence.tailSamples(),
          List.copyOf(reasons));
    }
  }

  private static PairedVerdict conclude(PairPlan plan, int look, List<PathRow> rows) {
    int pairs = plan.looks().get(look);
    boolean last = look == plan.looks().size() - 1;
    List<String> alarms =
        rows.stream()
            .filter(PathRow::controlAlarm)
            .map(
                row ->
                    text(
                        "%s: the control alarms, the base against itself is %.3f (%.3f..%.3f)",
                        row.path(), row.controlRatio(), row.controlLower(), row.controlUpper()))
            .toList();
    List<String> slow = named(rows, RowStatus.FAIL, "%s is %.3f times as slow");
    List<String> fast = named(rows, RowStatus.IMPROVED, "%s is faster, ratio %.3f");
    List<String> open =
        rows.stream()
            .filter(row -> row.status() == RowStatus.INCONCLUSIVE)
            .map(row -> row.path() + ": " + String.join("; ", row.reasons()))
            .toList();
    List<String> reasons = new ArrayList<>(alarms);
    reasons.addAll(slow);
    reasons.addAll(open);
    reasons.addAll(fast);
    boolean decided = alarms.isEmpty() && (!slow.isEmpty() || open.isEmpty());
    if (!decided) {
      return new PairedVerdict("INCONCLUSIVE", 3, pairs, look + 1, last, rows, reasons);
    }
    return slow.isEmpty()
        ? new PairedVerdict("PASS", 0, pairs, look + 1, true, rows, reasons)
        : new PairedVerdict("FAIL", 1, pairs, look + 1, true, rows, reasons);
  }

  private static List<String> named(List<PathRow> rows, RowStatus status, String pattern) {
    return rows.stream()
        .filter(row -> row.status() == status)
        .map(row -> text(pattern, row.path(), row.ratio()))
        .toList();
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** The same with the reason why measuring ended before the plan did. */
  public PairedVerdict brokenOff(String why) {
    List<String> all = new ArrayList<>(reasons);
    all.add(0, why);
    return new PairedVerdict(name, exitCode, pairs, look, true, rows, List.copyOf(all));
  }

  /** How many rows have a status. */
  public long count(RowStatus status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }
}
