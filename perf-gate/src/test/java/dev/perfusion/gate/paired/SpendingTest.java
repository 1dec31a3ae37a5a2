package dev.perfusion.gate.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;

class SpendingTest {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  private static double[] bounds(Spending spending, double alpha, int... looks) {
    double[] levels = spending.levels(alpha, looks);
    return IntStream.range(0, levels.length)
        .mapToDouble(i -> -NORMAL.inverseCumulativeProbability(levels[i]))
        .toArray();
  }

  /** Lan and DeMets with five equal looks, 2.5 % one-sided, as every text book tabulates it. */
  @Test
  void obrienFlemingBoundsAreThoseOfTheTables() {
    double[] bounds = bounds(Spending.OBRIEN_FLEMING, 0.025, 1, 2, 3, 4, 5);
    double[] table = {4.877, 3.357, 2.680, 2.290, 2.031};
    assertThat(bounds).containsExactly(table, within(0.002));
  }

  @Test
  void pocockBoundsAreThoseOfTheTables() {
    double[] bounds = bounds(Spending.POCOCK, 0.025, 1, 2, 3, 4, 5);
    double[] table = {2.438, 2.427, 2.410, 2.397, 2.386};
    assertThat(bounds).containsExactly(table, within(0.002));
  }

  @Test
  void oneLookSpendsEverything() {
    assertThat(Spending.OBRIEN_FLEMING.levels(0.01, 12)[0]).isCloseTo(0.01, within(1e-6));
  }

  /**
   * The levels come from a normal mean; with t quantiles at the pairs of a look they still hold.
   */
  @Test
  void studentAtTheseLevelsKeepsTheErrorAtFewPairs() {
    int[] looks = {6, 8, 10, 12};
    double[] levels = Spending.POCOCK.levels(0.05, looks);
    double[] critical =
        IntStream.range(0, looks.length)
            .mapToDouble(
                k -> -new TDistribution(looks[k] - 1.0).inverseCumulativeProbability(levels[k]))
            .toArray();
    Random random = new Random(7);
    int runs = 60_000;
    int crossed = 0;
    for (int run = 0; run < runs; run++) {
      double[] x = random.doubles(12).map(NORMAL::inverseCumulativeProbability).toArray();
      for (int k = 0; k < looks.length; k++) {
        RatioEstimate e = RatioEstimate.of(java.util.Arrays.copyOf(x, looks[k]));
        if (e.mean() > critical[k] * e.standardError()) {
          crossed++;
          break;
        }
      }
    }
    assertThat(crossed / (double) runs).isBetween(0.046, 0.054);
  }
}
