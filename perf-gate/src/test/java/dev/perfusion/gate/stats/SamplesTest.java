package dev.perfusion.gate.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
  /** Interpolation of doubles of the size of 10: a few units in the last place. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 21, 100, 101, 1000})
  void quantilesOfTheFirstNumbersHaveAClosedForm(int n) {
    double[] numbers = new double[n];
    Arrays.setAll(numbers, i -> n - i);
    Samples samples = Samples.of(numbers);

    for (double q : new double[] {0, 0.05, 0.5, 0.9, 0.95, 0.99, 1}) {
      assertThat(samples.quantile(q)).isCloseTo(1 + (n - 1) * q, within(ROUNDING * n));
    }
    assertThat(samples.mean()).isCloseTo((n + 1) / 2.0, within(ROUNDING * n));
    assertThat(samples.count()).isEqualTo(n);
  }

  @Test
  void weightsAreTheExpandedList() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int distinct = 1 + random.nextInt(12);
      Samples.Collector collector = new Samples.Collector();
      double[] expanded = new double[0];
      for (int i = 0; i < distinct; i++) {
        double value = random.nextInt(50) / 8.0;
        int count = 1 + random.nextInt(9);
        collector.add(value, count);
        int from = expanded.length;
        expanded = Arrays.copyOf(expanded, from + count);
        Arrays.fill(expanded, from, expanded.length, value);
      }
      Arrays.sort(expanded);
      Samples samples = collector.toSamples();

      assertThat(samples.count()).isEqualTo(expanded.length);
      for (double q : new double[] {0, 0.1, 0.5, 0.9, 0.95, 0.99, 1}) {
        double rank = (expanded.length - 1) * q;
        int low = (int) Math.floor(rank);
        int high = (int) Math.ceil(rank);
        double reference = expanded[low] * (high - rank) + expanded[high] * (rank - low);
        assertThat(samples.quantile(q))
            .isCloseTo(low == high ? expanded[low] : reference, within(ROUNDING));
      }
    }
  }

  @Test
  void hugeWeightsNeedNoMemory() {
    Samples samples =
        new Samples.Collector().add(1, 95_000_000_000L).add(2, 5_000_000_000L).toSamples();

    assertThat(samples.count()).isEqualTo(100_000_000_000L);
    assertThat(samples.quantile(0.9499)).isEqualTo(1);
    assertThat(samples.quantile(0.9501)).isEqualTo(2);
  }

  @Test
  void aSeriesWithoutSamplesHasOnlyACount() {
    assertThat(SeriesStats.of(Samples.of())).isEqualTo(SeriesStats.empty());
    assertThat(Samples.of().quantile(0.5)).isNaN();
  }

  @Test
  void poolingAddsWeights() {
    Samples pooled = Samples.pooled(List.of(Samples.of(1, 2), Samples.of(2, 3)));

    assertThat(pooled.size()).isEqualTo(3);
    assertThat(pooled.weight(1)).isEqualTo(2);
    assertThat(pooled.mean()).isEqualTo(2);
  }

  @Test
  void whatIsNoSampleIsRefused() {
    Samples.Collector collector = new Samples.Collector();

    assertThatThrownBy(() -> collector.add(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> collector.add(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> collector.add(1, Long.MAX_VALUE).add(1, 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
