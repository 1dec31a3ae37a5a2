package dev.perfusion.gate.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.json.JsonFiles;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  @Test
  void aForkThatStillFallsIsNotSteady() {
    Steadiness warmingUp = Steadiness.of(List.of(10.0, 9.5, 9.0, 8.5, 8.0));

    assertThat(warmingUp.steady()).isFalse();
    // A slope of -0.5 over four steps, of a middle of 9.
    assertThat(warmingUp.driftPercent()).isCloseTo(-100 * 2.0 / 9, within(1e-9));
    // One order of 5! is as monotone.
    assertThat(warmingUp.p()).isCloseTo(1.0 / 120, within(1e-12));
  }

  @Test
  void aForkThatGetsSlowerIsNotSteadyEither() {
    assertThat(Steadiness.of(List.of(8.0, 8.5, 9.0, 9.5, 10.0)).steady()).isFalse();
  }

  @Test
  void neitherOrderAloneNorSizeAloneIsATrend() {
    // Monotone, but by 1 % only.
    assertThat(Steadiness.of(List.of(10.0, 9.98, 9.95, 9.93, 9.9)).steady()).isTrue();
    // Large changes in no order; four orders of 120 have one pair the wrong way round.
    Steadiness swapped = Steadiness.of(List.of(10.0, 9.0, 9.5, 8.5, 8.0));
    assertThat(swapped.steady()).isTrue();
    assertThat(swapped.p()).isCloseTo(5.0 / 120, within(1e-12));
  }

  @Test
  void equalMediansHaveNoTrend() {
    Steadiness flat = Steadiness.of(List.of(3.0, 3.0, 3.0, 3.0, 3.0, 3.0));

    assertThat(flat.steady()).isTrue();
    assertThat(flat.driftPercent()).isZero();
    assertThat(flat.p()).isCloseTo(1, within(1e-12));
  }

  @Test
  void fourIterationsAreTooFewToTell() {
    Steadiness few = Steadiness.of(List.of(4.0, 3.0, 2.0, 1.0));

    assertThat(few.steady()).isNull();
    assertThat(few.p()).isNull();
    assertThat(few.iterationP50()).hasSize(4);
  }

  @Test
  void isReadBackAsItWasWritten() {
    for (Steadiness one :
        List.of(
            Steadiness.of(List.of(10.0, 9.5, 9.0, 8.5, 8.0)), Steadiness.of(List.of(4.0, 3.0)))) {
      String text = JsonFiles.mapper().writeValueAsString(one);
      assertThat(Steadiness.read(JsonFiles.parse("document", text))).isEqualTo(one);
    }
  }

  /** Its own error rate: noise without a trend, in either direction, of any size. */
  @Test
  void steadyCodeIsCalledUnsteadyAsRarelyAsTheLevelSays() {
    Random random = new Random(5);
    int alarms = 0;
    int forks = 20_000;
    for (int i = 0; i < forks; i++) {
      List<Double> medians = random.doubles(5).map(noise -> 10 * (1 + noise)).boxed().toList();
      alarms += Steadiness.of(medians).steady() ? 0 : 1;
    }

    // 2/120 without the rule about size; three standard deviations.
    assertThat(alarms / (double) forks).isCloseTo(2.0 / 120, within(0.003));
  }
}
