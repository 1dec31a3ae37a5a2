package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.document.StepKey;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchmarkKeysTest {
  @Test
  void keyNamesToolTransportPhaseAndConcurrency() {
    StepKey key =
        BenchmarkKeys.of(
            SetParameterValue.class.getName() + ".coldJvm", "rest", 4, Optional.empty());

    assertThat(key).hasToString("set_parameter_value/rest/cold_jvm/4");
  }

  @Test
  void modelOtherThanTheDemoEndsTheKey() {
    Optional<Path> model = Optional.of(Path.of("models", "big one.pkml"));
    StepKey key = BenchmarkKeys.of(GetJobStatus.class.getName() + ".warm", "inprocess", 1, model);

    assertThat(key).hasToString("get_job_status/inprocess/warm/1/big one.pkml");
    assertThat(BenchmarkKeys.fileName(key))
        .isEqualTo("get_job_status-inprocess-warm-1-big-one.pkml");
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() {
    String suite = LoadSimulation.class.getName();

    assertThatThrownBy(() -> BenchmarkKeys.of(suite + ".hot", "rest", 1, Optional.empty()))
        .hasMessageContaining("coldCache, coldJvm, stress, warm");
    assertThatThrownBy(() -> BenchmarkKeys.of(suite + ".warm", "soap", 1, Optional.empty()))
        .hasMessage("unknown transport 'soap'; known: inprocess, rest, mcp");
    assertThatThrownBy(() -> BenchmarkKeys.of("java.lang.String.warm", "rest", 1, Optional.empty()))
        .hasMessageContaining("does not say what it @Measures");
  }
}
