package dev.perfusion.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.IterationType;

class ToolStateTest {
  /** Also with {@code --warmup 0} the runs that prepare a warm benchmark do not count. */
  @ParameterizedTest
  @CsvSource({
    "SampleTime, 1, WARMUP, false",
    "SampleTime, 1, MEASUREMENT, true",
    "SampleTime, 0, MEASUREMENT, true",
    "SingleShotTime, 1, MEASUREMENT, true",
    "SingleShotTime, 0, MEASUREMENT, false",
  })
  void whatComesBeforeTheFirstMeasuredIterationIsPreparation(
      Mode mode, int warmUps, IterationType type, boolean begins) {
    assertThat(ToolState.begins(mode, warmUps, type)).isEqualTo(begins);
  }
}
