package dev.perfusion.gate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalesTest {
  @ParameterizedTest
  @CsvSource({
    "0.00000512, ms, 5.12 ns",
    "0.0391, ms, 39.1 µs",
    "1.214, ms, 1.21 ms",
    "650, ms, 650 ms",
    "4200, ms, 4.20 s",
    "792000, ms, 13.2 min",
    "0.0005, s, 500 µs",
    "137721, bytes, 134 KiB",
    "1048576, bytes, 1 MiB",
    "92.7455, %, 92.7 %",
    "1308, '', 1308",
    "75.5, MB/s, 75.5 MB/s",
    "0, ms, 0 ms"
  })
  void valuesHaveFittingUnits(double value, String unit, String text) {
    assertThat(Quantity.of(value, unit)).isEqualTo(text);
  }

  @Test
  void anAxisCoversItsValuesWithRoundTicks() {
    LogScale scale = LogScale.around(0.013, 480);

    assertThat(scale.least()).isCloseTo(0.01, within(1e-12));
    assertThat(scale.most()).isCloseTo(500, within(1e-9));
    assertThat(scale.ticks(20)).hasSize(15).contains(1.0, 10.0, 100.0);
    assertThat(scale.ticks(6)).hasSize(5);
    assertThat(scale.at(scale.value(0.3))).isCloseTo(0.3, within(1e-12));
    assertThat(scale.at(0.001)).isZero();
    assertThat(scale.at(1e9)).isEqualTo(1);
  }

  @Test
  void anAxisOfOneValueHasAWidth() {
    LogScale scale = LogScale.around(10, 10);

    assertThat(scale.most()).isGreaterThan(scale.least());
    assertThat(scale.at(10)).isBetween(0.0, 1.0);
  }

  @Test
  void changesHaveTheirSign() {
    assertThat(Quantity.change(38.6)).isEqualTo("+39 %");
    assertThat(Quantity.change(-2.34)).isEqualTo("−2.3 %");
    assertThat(Quantity.change(Double.POSITIVE_INFINITY)).isEqualTo("from 0");
  }
}
