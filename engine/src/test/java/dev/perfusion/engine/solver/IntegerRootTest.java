package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerRootTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void agreesWithThePower(int order) {
    for (double x = 1e-300; x < 1e300; x *= 1.7e3) {
      assertThat(IntegerRoot.of(x, order))
          .isCloseTo(Math.pow(x, 1.0 / order), withinPercentage(1e-11));
    }
    assertThat(IntegerRoot.of(0, order)).isZero();
    assertThat(IntegerRoot.of(1, order)).isEqualTo(1);
  }

  @Test
  void refusesOtherOrders() {
    assertThatIllegalArgumentException().isThrownBy(() -> IntegerRoot.of(2, 7));
  }
}
