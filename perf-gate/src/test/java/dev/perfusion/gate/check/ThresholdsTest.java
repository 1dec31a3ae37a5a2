package dev.perfusion.gate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "load_simulation/rest/warm/1, 2500, ",
    "load_simulation/rest/stress/8, 2500, ",
    "load_simulation/inprocess/cold_jvm/1, 5000, 3500",
    "load_simulation/mcp/cold_cache/1, 2500, ",
    "get_parameter_value/rest/warm/1, 150, 50",
    "get_parameter_value/rest/stress/8, 150, ",
    "get_parameter_value/rest/cold_cache/1/model, 150, ",
    "get_parameter_value/rest/cold_jvm/1, 150, ",
    "set_parameter_value/inprocess/warm/1, 200, ",
    "set_parameter_value/rest/cold_jvm/1, 200, ",
    "run_simulation.queue_wait/rest/warm/1, 1000, ",
    "run_simulation/rest/cold_jvm/1, 30000, ",
    "get_job_status/rest/warm/1, 150, ",
    "get_job_status/rest/cold_jvm/1, , 150",
  })
  void theShippedCeilingsAreThoseOfThePlan(String step, Double maxMs, Double warnMs) {
    Thresholds smoke = Thresholds.shipped("smoke").orElseThrow();
    BenchmarkDocument document = new Documents().step(step, 1, 1).read(folder, "one.json");
    CeilingRule rule = smoke.ruleFor(document.steps().get(step).key()).orElseThrow();

    assertThat(rule.maxMs()).isEqualTo(maxMs);
    assertThat(rule.warnMs()).isEqualTo(warnMs);
    assertThat(rule.metric()).isEqualTo("p95");
    assertThat(smoke.tolerancePercent()).isEqualTo(10);
  }

  /** What the plan allows beyond its 12 minutes is for the follow-up of the weekly run alone. */
  @Test
  void populationsHaveTwelveMinutesAndNoMore() {
    String step = "run_population_simulation/rest/stress/8";
    BenchmarkDocument document = new Documents().step(step, 1, 1).read(folder, "one.json");
    CeilingRule rule = Thresholds.targets().ruleFor(document.steps().get(step).key()).orElseThrow();

    assertThat(rule.metric()).isEqualTo("max");
    assertThat(rule.maxMs()).isEqualTo(720_000);
    assertThat(rule.warnMs()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"smoke, 49", "baseline, 99", "stress, 99"})
  void theShippedFilesAreTheCommittedOnes(String scenario, int required) {
    Thresholds shipped = Thresholds.shipped(scenario).orElseThrow();
    Thresholds committed = Thresholds.read(Path.of("thresholds", scenario + ".json"));

    assertThat(shipped.required().toString()).isEqualTo(committed.required().toString());
    assertThat(shipped.rules()).hasSameSizeAs(Thresholds.read(Path.of("targets.json")).rules());
    assertThat(shipped.required()).hasSize(required);
  }

  @Test
  void otherScenariosHaveNone() {
    assertThat(Thresholds.shipped("unheard-of")).isEmpty();
    assertThat(Thresholds.shipped("../thresholds/smoke")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; rules: missing",
        "{\"rules\": [{\"steps\": \"a/b/c\"}]}; rules[0]: has neither maxMs nor warnMs",
        "{\"rules\": [{\"steps\": \"a/b\", \"maxMs\": 1}]}; rules[0].steps: pattern \"a/b\"",
        "{\"rules\": [{\"steps\": \"a/b/c\", \"maxMs\": 0}]}; value 0.0 is no limit",
        "{\"rules\": [{\"steps\": \"a/b/c\", \"maxMs\": \"1s\"}]}; value \"1s\" is not a number",
        "{\"rules\": [{\"steps\": \"a/b/c\", \"maxMs\": 1, \"warnMs\": 2}]}; is above maxMs",
        "{\"rules\": [{\"steps\": \"a/b/c\", \"maxMs\": 1, \"metric\": \"p96\"}]}; \"p96\"",
        "{\"rules\": [{\"steps\": \"a/b/c\", \"metric\": \"megabytesPerSecond\"}]}; min: missing",
        "{\"rules\": [], \"regressionTolerancePercent\": -1}; value -1.0 is negative",
      })
  void badThresholdsAreRefusedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> Thresholds.read(Inputs.write(folder, "limits.json", text)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("limits.json")
        .hasMessageContaining(message);
  }
}
