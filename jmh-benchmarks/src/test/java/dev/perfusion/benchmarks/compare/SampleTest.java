package dev.perfusion.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void quantilesLieBetweenOrderStatistics() {
    double[] values = {4, 1, 3, 2};

    assertThat(Sample.median(values)).isEqualTo(2.5);
    assertThat(Sample.quantile(0, values)).isEqualTo(1);
    assertThat(Sample.quantile(0.25, values)).isEqualTo(1.75);
    assertThat(Sample.quantile(1, values)).isEqualTo(4);
    assertThat(Sample.median()).isNaN();
    assertThat(values).containsExactly(4, 1, 3, 2);
  }

  @Test
  void geometricMeanOfReciprocalsIsOne() {
    assertThat(Sample.geometricMean(8, 1 / 8.0, 3, 1 / 3.0)).isCloseTo(1, within(1e-15));
    assertThat(Sample.geometricMean()).isNaN();
  }

  @Test
  void slopeOfAPowerLawIsItsExponent() {
    double[] x = {100, 1000, 5000, 20_000};
    double[] y = Arrays.stream(x).map(v -> 7 * Math.pow(v, 1.3)).toArray();

    assertThat(Sample.logLogSlope(x, y)).isCloseTo(1.3, within(1e-12));
  }
}
