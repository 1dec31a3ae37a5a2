package dev.perfusion.gate.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RatioEstimateTest {
  private static final double TRUE_LOG_RATIO = 0.1;

  /** Logarithm of the p95 of one process: what machines do to it. */
  enum Noise {
    NORMAL(Random::nextGaussian),
    /** Student with three degrees of freedom. */
    HEAVY_TAILED(
        r -> {
          double chi = 0;
          for (int i = 0; i < 3; i++) {
            double z = r.nextGaussian();
            chi += z * z;
          }
          return r.nextGaussian() / Math.sqrt(chi / 3);
        }),
    SKEWED(r -> Math.exp(0.8 * r.nextGaussian())),
    /** A compiler that takes the slow way in one process of four. */
    TWO_MODES(r -> (r.nextDouble() < 0.25 ? 3 : 0) + 0.5 * r.nextGaussian()),
    /** A neighbour that wakes up in one process of ten. */
    SPIKES(r -> r.nextGaussian() + (r.nextDouble() < 0.1 ? 6 : 0));

    private final ToDoubleFunction<Random> draw;

    Noise(ToDoubleFunction<Random> draw) {
      this.draw = draw;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theIntervalCovers(Noise noise) {
    Random random = new Random(11);
    int runs = 8_000;
    for (int pairs : new int[] {5, 8, 12, 20}) {
      int covered = 0;
      for (int run = 0; run < runs; run++) {
        double[] x = new double[pairs];
        for (int i = 0; i < pairs; i++) {
          double bases = noise.draw.applyAsDouble(random) + noise.draw.applyAsDouble(random);
          x[i] = TRUE_LOG_RATIO + 0.05 * (noise.draw.applyAsDouble(random) - bases / 2);
        }
        RatioEstimate e = RatioEstimate.of(x);
        double truth = Math.exp(TRUE_LOG_RATIO);
        if (e.lower(0.025) <= truth && truth <= e.upper(0.025)) {
          covered++;
        }
      }
      assertThat(covered / (double) runs)
          .as(noise + " at " + pairs + " pairs")
          .isBetween(0.93, 0.97);
    }
  }

  @Test
  void boundsAndPValuesAgree() {
    RatioEstimate e = RatioEstimate.of(0.10, 0.12, 0.08, 0.15, 0.11);
    assertThat(e.ratio()).isCloseTo(Math.exp(0.112), within(1e-12));
    assertThat(e.pAtMost(e.lower(0.01))).isCloseTo(0.01, within(1e-9));
    assertThat(e.pAtLeast(e.upper(0.05))).isCloseTo(0.05, within(1e-9));
    // Student with 4 degrees of freedom: 2.776 at 2.5 %.
    assertThat(Math.log(e.upper(0.025)) - 0.112)
        .isCloseTo(2.7764 * e.standardError(), within(1e-4));
  }

  @Test
  void equalRatiosAreCertain() {
    RatioEstimate e = RatioEstimate.of(0.125, 0.125, 0.125);
    assertThat(e.pAtMost(1.05)).isZero();
    assertThat(e.pAtMost(1.2)).isOne();
    assertThat(e.upper(0.01)).isEqualTo(e.ratio());
  }

  @Test
  void onePairIsNoEvidence() {
    assertThatThrownBy(() -> RatioEstimate.of(0.1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** A slowdown of the printed size is found as often as the print says. */
  @Test
  void theDetectableSlowdownIsDetected() {
    double sd = 0.05;
    int pairs = 10;
    double alpha = 0.01 / 6;
    double slow = 0;
    Random random = new Random(3);
    int runs = 2_000;
    double[] logs = new double[runs];
    for (int run = 0; run < runs; run++) {
      RatioEstimate e = RatioEstimate.of(draw(random, 0, sd, pairs));
      logs[run] = Math.log(e.detectable(1.10, 1.05, alpha, 0.9));
      slow += logs[run] / runs;
    }
    int found = 0;
    for (int run = 0; run < runs; run++) {
      RatioEstimate e = RatioEstimate.of(draw(random, slow, sd, pairs));
      if (e.ratio() >= 1.10 && e.lower(alpha) > 1.05) {
        found++;
      }
    }
    assertThat(found / (double) runs).isBetween(0.84, 0.96);
  }

  private static double[] draw(Random random, double mean, double sd, int n) {
    return random.doubles(n).map(u -> mean + sd * random.nextGaussian()).toArray();
  }
}
