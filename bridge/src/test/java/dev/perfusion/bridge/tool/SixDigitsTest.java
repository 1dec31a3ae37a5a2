package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SixDigitsTest {
  private static double byDecimals(double value) {
    return new BigDecimal(value).round(new MathContext(6)).doubleValue();
  }

  @Test
  void anyDoubleIsRoundedAsByDecimals() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      double any = Double.longBitsToDouble(random.nextLong());
      double usual = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30));
      double few = random.nextInt(1, 2_000_000) / Math.pow(10, random.nextInt(0, 9));
      for (double value : new double[] {any, usual, few}) {
        if (Double.isFinite(value)) {
          assertThat(SixDigits.of(value)).isEqualTo(byDecimals(value));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        1e5,
        1e6,
        999_999.5,
        99_999.95,
        0.1,
        1,
        10,
        1e-5,
        1e22,
        1e23,
        1e-17,
        1e-18,
        123_456.5,
        0.000_123_456_5,
        2.000_005,
        9.999_995,
        9.999_994_9,
        4.9e-324,
        1.797e308,
        -70.000_05
      })
  void whatLiesNearALimitToo(double value) {
    for (double near : new double[] {Math.nextDown(value), value, Math.nextUp(value)}) {
      assertThat(SixDigits.of(near)).isEqualTo(byDecimals(near));
    }
  }

  @Test
  void whatIsNoFiniteNumberStays() {
    assertThat(SixDigits.of(0)).isZero();
    assertThat(SixDigits.of(Double.NaN)).isNaN();
    assertThat(SixDigits.of(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
