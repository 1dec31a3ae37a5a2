package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalDistributionTest {
  /** Published quantiles (20 digits, rounded), absolute tolerance 1e-13. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.75, 0.67448975019608174",
    "0.9, 1.2815515655446004",
    "0.95, 1.6448536269514722",
    "0.975, 1.9599639845400545",
    "0.99, 2.3263478740408408",
    "0.995, 2.5758293035489004",
    "0.999, 3.0902323061678132",
    "1e-6, -4.7534243088228987",
    "1e-10, -6.3613409024040557",
    "1e-20, -9.2623400897984101"
  })
  void quantiles(double p, double z) {
    assertThat(NormalDistribution.quantile(p)).isCloseTo(z, within(1e-13));
  }

  @Test
  void isOdd() {
    for (double p = 1.0 / 1024; p < 0.5; p += 1.0 / 1024) {
      assertThat(NormalDistribution.quantile(1 - p)).isEqualTo(-NormalDistribution.quantile(p));
    }
  }

  /** Series and continued fraction meet at -2.5; the tolerance is a few rounding errors. */
  @Test
  void invertsTheDistributionFunction() {
    for (double z = -9.9; z < 0; z += 0.01) {
      double p = NormalDistribution.lowerTail(z);
      assertThat(NormalDistribution.quantile(p)).as("z = %s", z).isCloseTo(z, within(2e-14));
    }
    assertThat(NormalDistribution.lowerTail(Math.nextUp(-2.5)))
        .isCloseTo(NormalDistribution.lowerTail(-2.5), within(1e-16));
  }

  @Test
  void isLimitedToTenDeviations() {
    assertThat(NormalDistribution.quantile(0)).isEqualTo(-10);
    assertThat(NormalDistribution.quantile(1)).isEqualTo(10);
    assertThat(NormalDistribution.quantile(-0.1)).isNaN();
    assertThat(NormalDistribution.quantile(1.1)).isNaN();
    assertThat(NormalDistribution.quantile(Double.NaN)).isNaN();
  }
}
