package dev.perfusion.gate.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangePointsTest {
  /** Logarithms of p95 of fresh JVMs vary by about this much on a shared machine. */
  private static final double NOISE = 0.1;

  @Test
  void aStepIsFoundWhereItIs() {
    assertThat(ChangePoints.of(level(new Random(1), 20, 0, 20, 0.5))).containsExactly(20);
  }

  @Test
  void aSeriesWithoutNoiseHasExactlyItsSteps() {
    double[] series = DoubleStream.concat(constant(10, 1), constant(10, 1.2)).toArray();

    assertThat(ChangePoints.of(series)).containsExactly(10);
    assertThat(ChangePoints.of(constant(30, 5).toArray())).isEmpty();
  }

  @Test
  void aChangeThatWasTakenBackIsTwo() {
    double[] series = level(new Random(2), 30, 0, 8, 0.5, 30, 0);

    assertThat(ChangePoints.of(series)).hasSize(2).contains(30, 38);
  }

  @Test
  void severalStepsAreFoundInOrder() {
    double[] series = level(new Random(3), 25, 0, 25, 0.4, 25, 0.9, 25, 0.2);

    assertThat(ChangePoints.of(series)).hasSize(3).isSorted();
    assertThat(near(ChangePoints.of(series), 25, 50, 75)).isTrue();
  }

  @Test
  void aChangeOfSpreadAloneIsOne() {
    Random random = new Random(4);
    double[] series =
        IntStream.range(0, 120)
            .mapToDouble(i -> random.nextGaussian() * (i < 60 ? 0.02 : 0.4))
            .toArray();

    assertThat(ChangePoints.of(series)).hasSize(1);
  }

  @Test
  void outliersAreNoChange() {
    double[] series = level(new Random(5), 40, 0);
    series[20] = 3;
    series[21] = 2.5;

    assertThat(ChangePoints.of(series)).isEmpty();
  }

  @Test
  void shortSeriesHaveNone() {
    assertThat(ChangePoints.of(new double[0])).isEmpty();
    assertThat(ChangePoints.of(new double[] {0, 0, 0, 9, 9})).isEmpty();
  }

  @Test
  void theSameSeriesGivesTheSameChanges() {
    double[] series = level(new Random(6), 15, 0, 15, 0.12, 15, 0.2);

    assertThat(ChangePoints.of(series)).isEqualTo(ChangePoints.of(series.clone()));
  }

  /** The test is of level 0.001; over 2 000 series without a change at most 7 may have one. */
  @Test
  void exchangeableSeriesAreFalseAlarmsInOneOfAThousand() {
    Random random = new Random(7);
    int runs = 2000;
    int alarms = 0;
    for (int i = 0; i < runs; i++) {
      DoubleSupplier noise =
          switch (i % 3) {
            case 0 -> random::nextGaussian;
            case 1 -> () -> Math.exp(random.nextGaussian());
            default -> () -> random.nextInt(10) == 0 ? 5 : random.nextDouble();
          };
      double[] series = DoubleStream.generate(noise).limit(10 + i % 30).toArray();
      alarms += ChangePoints.of(series).isEmpty() ? 0 : 1;
    }

    assertThat(alarms).isLessThanOrEqualTo(7);
  }

  /** A step of two standard deviations, 20 runs before and 15 after it: measured 90 and 83 %. */
  @Test
  void aQuarterIsFoundNearlyAlways() {
    Random random = new Random(8);
    int found = 0;
    int near = 0;
    for (int i = 0; i < 200; i++) {
      List<Integer> changes = ChangePoints.of(level(random, 20, 0, 15, Math.log(1.25)));
      found += changes.isEmpty() ? 0 : 1;
      near += near(changes, 20) ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(170);
    assertThat(near).isGreaterThanOrEqualTo(155);
  }

  private static boolean near(List<Integer> found, int... expected) {
    return found.size() == expected.length
        && IntStream.range(0, expected.length)
            .allMatch(i -> Math.abs(found.get(i) - expected[i]) <= 2);
  }

  /** Stretches of normal noise around levels: length, level, length, level... */
  private static double[] level(Random random, double... stretches) {
    return IntStream.range(0, stretches.length / 2)
        .boxed()
        .flatMapToDouble(
            i ->
                DoubleStream.generate(() -> stretches[2 * i + 1] + NOISE * random.nextGaussian())
                    .limit((long) stretches[2 * i]))
        .toArray();
  }

  private static DoubleStream constant(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return Arrays.stream(values);
  }
}
