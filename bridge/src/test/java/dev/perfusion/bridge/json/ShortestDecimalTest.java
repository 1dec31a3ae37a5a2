package dev.perfusion.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.io.NumberOutput;

class ShortestDecimalTest {
  private static final byte[] BYTES = new byte[2 + ShortestDecimal.MAX_BYTES];

  private static String text(double value) {
    int end = ShortestDecimal.write(value, BYTES, 2);
    assertThat(end - 2).isLessThanOrEqualTo(ShortestDecimal.MAX_BYTES);
    return new String(BYTES, 2, end - 2, StandardCharsets.ISO_8859_1);
  }

  /** Jackson has another implementation of the same paper, which spends a digit more on these. */
  private static final double TINY = 3 * Double.MIN_VALUE;

  private static void check(double value) {
    String text = text(value);
    String other = Math.abs(value) < TINY ? text : NumberOutput.toString(value, true);
    if (!text.equals(other)
        || Double.doubleToLongBits(Double.parseDouble(text)) != Double.doubleToLongBits(value)) {
      assertThat(text).isEqualTo(other);
      assertThat(Double.parseDouble(text)).isEqualTo(value);
    }
  }

  @Test
  void anyBitsReadBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50_000; i++) {
      check(Double.longBitsToDouble(random.nextLong()));
    }
  }

  @Test
  void numbersOfEverydaySizeReadBack() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 50_000; i++) {
      check(Math.exp(random.nextDouble(-12, 18)));
      check(random.nextInt(1_000_000) / 100.0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        1,
        -1,
        10,
        1e7,
        9_999_999,
        1e-3,
        9.999e-4,
        0.1,
        1e22,
        1e23,
        2e-322,
        123_456.789,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        4_503_599_627_370_496.0,
        9_007_199_254_740_992.0,
        9_007_199_254_740_993.0,
        2.2250738585072011e-308,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void edges(double value) {
    check(value);
  }

  @Test
  void powersOfTwoAndTen() {
    for (int e = -1074; e <= 1023; e++) {
      check(Math.scalb(1.0, e));
      check(Math.nextDown(Math.scalb(1.0, e)));
    }
    for (int e = -323; e <= 308; e++) {
      check(Double.parseDouble("1e" + e));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 10, 99, 100, 1_234_567_890, Integer.MAX_VALUE})
  void wholeNumbers(int value) {
    int end = ShortestDecimal.write(value, BYTES, 0);
    assertThat(new String(BYTES, 0, end, StandardCharsets.ISO_8859_1))
        .isEqualTo(Integer.toString(value));
  }
}
