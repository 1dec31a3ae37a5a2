package dev.perfusion.gate.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedVerdictTest {
  private static final PairPlan PLAN =
      new PairPlan(
          List.of(6, 8, 10, 12), Spending.OBRIEN_FLEMING, 1.10, 1.05, 0.01, 0.025, 0.01, 0.02, 100);
  private static final int PATHS = 6;

  private final Random random = new Random(5);

  private double[] noisy(double ratio, double sd, int pairs) {
    double[] x = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      x[i] = Math.log(ratio) + sd * random.nextGaussian();
    }
    return x;
  }

  private PathEvidence path(String name, double ratio, double sd, int pairs) {
    return new PathEvidence(name, noisy(ratio, sd, pairs), noisy(1, sd, pairs), 1000);
  }

  private List<PathEvidence> suite(double ratioOfFirst, double sd) {
    List<PathEvidence> suite = new ArrayList<>();
    suite.add(path("slow", ratioOfFirst, sd, 12));
    for (int i = 1; i < PATHS; i++) {
      suite.add(path("same" + i, 1, sd, 12));
    }
    return suite;
  }

  @Test
  void identicalCodePasses() {
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite(1, 0.03));
    assertThat(verdict.name()).isEqualTo("PASS");
    assertThat(verdict.exitCode()).isZero();
    assertThat(verdict.rows()).allMatch(row -> row.passBound() < 1.10 && row.upper95() < 1.10);
  }

  @Test
  void aSlowPathFailsAndIsNamed() {
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite(1.2, 0.03));
    assertThat(verdict.name()).isEqualTo("FAIL");
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.reasons()).anyMatch(line -> line.startsWith("slow is 1."));
    PathRow row = verdict.rows().get(0);
    assertThat(row.failBound()).isGreaterThan(1.05);
    assertThat(row.status()).isEqualTo(RowStatus.FAIL);
  }

  @Test
  void aFastPathIsImprovedAndPasses() {
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite(1 / 1.4, 0.01));
    assertThat(verdict.exitCode()).isZero();
    assertThat(verdict.rows().get(0).status()).isEqualTo(RowStatus.IMPROVED);
    assertThat(verdict.count(RowStatus.IMPROVED)).isEqualTo(1);
  }

  /** Of whole ns that are 10 % apart, in all pairs: at the limit, which fails and never passes. */
  @Test
  void exactlyTheLimitIsAtTheLimit() {
    for (int nanos = 10; nanos < 1000; nanos += 10) {
      double base = StrictMath.log(nanos);
      double[] same = new double[12];
      double[] slow = new double[12];
      Arrays.fill(slow, StrictMath.log(nanos + nanos / 10) - (base + base) / 2);
      double[] fast = Arrays.stream(slow).map(x -> -x).toArray();
      PairedVerdict verdict =
          PairedVerdict.of(
              PLAN,
              List.of(
                  new PathEvidence("slow", slow, same, 1000),
                  new PathEvidence("fast", fast, same, 1000)));
      assertThat(verdict.rows())
          .as(nanos + " ns")
          .extracting(PathRow::status)
          .containsExactly(RowStatus.FAIL, RowStatus.IMPROVED);
      PairedVerdict control =
          PairedVerdict.of(PLAN, List.of(new PathEvidence("same", same, slow, 1000)));
      assertThat(control.rows().get(0).controlAlarm()).isTrue();
    }
  }

  @Test
  void noiseIsInconclusiveAfterTheWholeBudget() {
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite(1, 0.4));
    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.ended()).isTrue();
    assertThat(verdict.pairs()).isEqualTo(12);
    assertThat(verdict.reasons()).isNotEmpty();
  }

  @Test
  void measuringGoesOnWhileUndecided() {
    List<PathEvidence> six = List.of(path("slow", 1.08, 0.05, 6));
    assertThat(PairedVerdict.of(PLAN, six).ended()).isFalse();
  }

  @Test
  void decidesEarlyOnOverwhelmingEvidence() {
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite(1.5, 0.01));
    assertThat(verdict.pairs()).isEqualTo(6);
    assertThat(verdict.look()).isEqualTo(1);
  }

  @Test
  void aBiasedControlDowngradesAFailure() {
    List<PathEvidence> suite = suite(1.3, 0.02);
    PathEvidence last = suite.get(PATHS - 1);
    suite.set(PATHS - 1, new PathEvidence("same", last.logRatios(), noisy(1.06, 0.02, 12), 1000));
    PairedVerdict verdict = PairedVerdict.of(PLAN, suite);
    assertThat(verdict.name()).isEqualTo("INCONCLUSIVE");
    assertThat(verdict.reasons().get(0)).contains("control alarms");
    assertThat(verdict.rows().get(0).status()).isEqualTo(RowStatus.FAIL);
  }

  @Test
  void fewTailSamplesAreNoEvidence() {
    PathEvidence few = new PathEvidence("few", noisy(1, 0.01, 12), noisy(1, 0.01, 12), 99);
    PairedVerdict verdict = PairedVerdict.of(PLAN, List.of(few));
    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.reasons().get(0)).contains("99 samples lie beyond the p95, 100 are needed");
  }

  @Test
  void tooFewPairsAreAnError() {
    assertThatThrownBy(() -> PairedVerdict.of(PLAN, List.of(path("a", 1, 0.01, 5))))
        .hasMessageContaining("first look needs 6");
  }

  /** Rates over whole suites at a noise of 4 % per pair. */
  @Test
  void ratesOfWholeSuites() {
    int runs = 200;
    int falseFails = 0;
    int passes = 0;
    int caught = 0;
    int passedTen = 0;
    for (int run = 0; run < runs; run++) {
      PairedVerdict same = PairedVerdict.of(PLAN, suite(1, 0.04));
      falseFails += same.exitCode() == 1 ? 1 : 0;
      passes += same.exitCode() == 0 ? 1 : 0;
      caught += PairedVerdict.of(PLAN, suite(1.18, 0.04)).exitCode() == 1 ? 1 : 0;
      passedTen += PairedVerdict.of(PLAN, suite(1.10, 0.04)).exitCode() == 0 ? 1 : 0;
    }
    assertThat(falseFails).isZero();
    assertThat(passes / (double) runs).isGreaterThan(0.95);
    assertThat(caught / (double) runs).isGreaterThan(0.95);
    assertThat(passedTen / (double) runs).isLessThan(0.05);
  }
}
