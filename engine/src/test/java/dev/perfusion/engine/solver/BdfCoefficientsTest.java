package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BdfCoefficientsTest {
  /** Rounding of a dozen operations. */
  private static final double ROUNDING = 1e-14;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void areThoseOfTheClassicalFormulasOnAnEvenGrid(int q) {
    double h = 0.3;
    double[] past = {0, h, h, h, h, h, h};
    BdfCoefficients coefficients = new BdfCoefficients();
    coefficients.compute(q, h, past, true);

    // The correction polynomial is (1 + x)(1 + x/2)...(1 + x/q).
    double[] product = new double[q + 1];
    product[0] = 1;
    double harmonic = 0;
    for (int j = 1; j <= q; j++) {
      harmonic += 1.0 / j;
      for (int i = j; i >= 1; i--) {
        product[i] += product[i - 1] / j;
      }
    }
    for (int i = 0; i <= q; i++) {
      assertThat(coefficients.l[i]).isCloseTo(product[i], within(ROUNDING));
    }
    // The local error is h^(q+1) y^(q+1) / ((q + 1) (1 + 1/2 + ... + 1/q)).
    assertThat(coefficients.error).isCloseTo(1 / ((q + 1) * harmonic), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void keepTheirLeadingCoefficientOnAnUnevenGrid(int q) {
    double[] past = {0, 0.1, 0.7, 0.2, 0.5, 0.3, 0.9};
    BdfCoefficients coefficients = new BdfCoefficients();
    coefficients.compute(q, 0.4, past, false);
    double harmonic = 0;
    for (int j = 1; j <= q; j++) {
      harmonic += 1.0 / j;
    }
    assertThat(coefficients.l[1]).isCloseTo(harmonic, within(ROUNDING));
    // The correction vanishes at the points t - h - past[1] - ... that the formula shares.
    double distance = 0.4;
    for (int j = 1; j <= q - 1; j++) {
      double x = -distance / 0.4;
      double value = 0;
      for (int i = q; i >= 0; i--) {
        value = value * x + coefficients.l[i];
      }
      assertThat(value).as("at past point %d", j).isCloseTo(0, within(1e-12));
      distance += past[j];
    }
  }
}
