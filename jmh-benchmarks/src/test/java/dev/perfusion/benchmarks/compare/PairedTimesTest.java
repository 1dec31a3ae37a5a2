package dev.perfusion.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedTimesTest {
  @Test
  void ratioIsThatOfTheMedians() {
    PairedTimes pair = new PairedTimes(new double[] {90, 100, 500}, new double[] {5, 4, 1});

    assertThat(pair.ratio()).isEqualTo(25);
    assertThat(pair.interval()).isEqualTo(pair.interval());
    assertThat(pair.interval().low()).isLessThan(25);
    assertThat(pair.interval().high()).isGreaterThan(25);
  }

  @Test
  void equalRoundsLeaveNoDoubt() {
    PairedTimes pair = new PairedTimes(new double[] {60, 60, 60}, new double[] {2, 2, 2});

    assertThat(pair.interval()).isEqualTo(new PairedTimes.Interval(30, 30));
  }

  /** Noise of a shared machine: log-normal, partly common to both sides of a round. */
  @Test
  void intervalHoldsTheTrueRatioAboutAsOftenAsItClaims() {
    Random random = new Random(7);
    int held = 0;
    int experiments = 200;
    for (int k = 0; k < experiments; k++) {
      double[] theirs = new double[21];
      double[] ours = new double[21];
      for (int i = 0; i < ours.length; i++) {
        double common = 0.2 * random.nextGaussian();
        theirs[i] = 40 * Math.exp(common + 0.1 * random.nextGaussian());
        ours[i] = Math.exp(common + 0.1 * random.nextGaussian());
      }
      PairedTimes.Interval interval = new PairedTimes(theirs, ours).interval();
      held += interval.low() <= 40 && 40 <= interval.high() ? 1 : 0;
    }
    assertThat(held / (double) experiments).isBetween(0.9, 1.0);
  }

  @Test
  void withoutPeerThereIsNoRatio() {
    PairedTimes alone = PairedCosts.inTurns(3, null, () -> new PairedCosts.Cost(2e6, 1e6)).wall();

    assertThat(alone.hasPeer()).isFalse();
    assertThat(alone.ratio()).isNaN();
    assertThat(Figures.ratio(alone)).isEqualTo("-");
    assertThat(Figures.msWithSpread(alone.official())).isEqualTo("not on this machine");
    assertThat(Figures.msWithSpread(alone.ours())).isEqualTo("2 (2-2)");
  }

  @Test
  void sidesTakeTurnsInBeginning() {
    List<String> order = new ArrayList<>();
    PairedCosts costs =
        PairedCosts.inTurns(
            3,
            () -> {
              order.add("official");
              return new PairedCosts.Cost(30, 20);
            },
            () -> {
              order.add("ours");
              return new PairedCosts.Cost(3, 1);
            });

    assertThat(order).containsExactly("official", "ours", "ours", "official", "official", "ours");
    assertThat(costs.wall().ratio()).isEqualTo(10);
    assertThat(costs.cpu().ratio()).isEqualTo(20);
  }

  @Test
  void costIsThatOfOneOperation() {
    int[] calls = new int[1];
    long start = System.nanoTime();
    PairedCosts.Cost cost =
        PairedCosts.repeat(
                4,
                () -> {
                  calls[0]++;
                  long end = System.nanoTime() + 2_000_000;
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                })
            .measure();
    double passed = System.nanoTime() - start;

    assertThat(calls[0]).isEqualTo(4);
    assertThat(cost.wall()).isBetween(2e6, passed / 4);
    assertThat(cost.cpu()).isBetween(1.0, passed / 4);
  }
}
