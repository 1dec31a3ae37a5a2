package dev.perfusion.gate.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.stats.Samples;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmhResultsTest {
  @TempDir private Path folder;

  private JmhResults read(String text) {
    return JmhResults.read(Inputs.write(folder, "jmh.json", text));
  }

  /** One result with the given head fields and primary metric. */
  private JmhResult one(String mode, String unit, String data, int forks) {
    String source = mode.equals("sample") ? "rawDataHistogram" : "rawData";
    return read("""
            [{"benchmark": "a.B.c", "mode": "%s", "threads": 1, "forks": %d,
              "primaryMetric": {"score": "NaN", "scoreUnit": "%s", "%s": %s},
              "secondaryMetrics": {}}]
            """
            .formatted(mode, forks, unit, source, data))
        .results()
        .get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "ns/op, 3000000",
    "us/op, 3000",
    "ms/op, 3",
    "s/op, 0.003",
    "min/op, 0.00005",
  })
  void timesBecomeMilliseconds(String unit, String value) {
    Samples fork = one("ss", unit, "[[" + value + "]]", 1).forks().get(0);

    assertThat(fork.value(0)).isCloseTo(3, org.assertj.core.api.Assertions.within(1e-15 * 3));
  }

  @ParameterizedTest
  @CsvSource({"ops/ns, 1e-7", "ops/us, 1e-4", "ops/ms, 0.1", "ops/s, 100", "ops/min, 6000"})
  void ratesBecomeOperationsPerSecond(String unit, String value) {
    Samples fork = one("thrpt", unit, "[[" + value + "]]", 1).forks().get(0);

    assertThat(fork.value(0)).isCloseTo(100, org.assertj.core.api.Assertions.within(1e-11));
  }

  @Test
  void histogramsAreMergedOverTheIterationsOfAFork() {
    JmhResult load = read(Inputs.text("jmh.json")).results().get(0);

    assertThat(load.forks()).hasSize(2);
    assertThat(load.forks().get(0).count()).isEqualTo(5);
    assertThat(load.forks().get(0).weight(0)).isEqualTo(4);
    assertThat(load.forks().get(1).value(1)).isEqualTo(4.0);
  }

  @Test
  void parametersKeepResultsOfOneBenchmarkApart() {
    JmhResults results = read(Inputs.text("jmh.json"));

    assertThat(results.results())
        .filteredOn(result -> result.benchmark().endsWith(".load"))
        .filteredOn(result -> result.mode() == JmhMode.SAMPLE)
        .extracting(JmhResult::params)
        .containsExactly(Map.of("transport", "inprocess"), Map.of("transport", "rest"));
  }

  @Test
  void theSameIdentityTwiceIsRefused() {
    String collision =
        Inputs.changed("jmh.json", "\"transport\": \"rest\"", "\"transport\": \"inprocess\"");

    assertThatThrownBy(() -> read(collision))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("jmh.json: [1]: second result of example.ToolBenchmark.load")
        .hasMessageContaining("{transport=inprocess}");
  }

  @Test
  void secondaryMetricsThatAreNoNumberAreLeftOut() {
    JmhResult load = read(Inputs.text("jmh.json")).results().get(0);

    assertThat(load.counters()).containsOnlyKeys("gc.alloc.rate.norm");
    assertThat(load.counters().get("gc.alloc.rate.norm").score()).isEqualTo(512.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ss; [[\"NaN\"]]; 1; is \"NaN\"",
        "ss; [[\"+INF\"]]; 1; is \"+INF\"",
        "ss; [[-1]]; 1; is -1",
        "ss; []; 1; holds no samples",
        "sample; [[[]]]; 1; holds no samples",
        "sample; [[[[1, 1]]]]; 2; only 1 of 2 forks gave samples",
        "ss; null; 1; has no rawData",
        "sample; null; 1; has no rawDataHistogram",
      })
  void unusableValuesAreAFaultOfTheBenchmark(String mode, String data, int forks, String fault) {
    assertThat(one(mode, "ms/op", data, forks).fault()).contains(fault);
  }

  @Test
  void forksZeroMeansInProcess() {
    assertThat(one("ss", "ms/op", "[[1]]", 0).fault()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; the file is empty",
        "'[{\"benchmark\": \"a'; not valid JSON",
        "'{}'; is not a JMH result",
        "'[3]'; [0]: value 3 is not an object",
        "'[{}]'; [0].mode: missing",
        "'[{\"mode\": \"all\"}]'; unknown mode \"all\"",
        "'[{\"mode\": \"ss\", \"mode\": \"ss\"}]'; Duplicate",
        "'[{\"mode\": \"ss\", \"primaryMetric\": {\"scoreUnit\": \"B/op\"}}]'; unknown unit \"B/op\"",
        "'[{\"mode\": \"ss\", \"primaryMetric\": {\"scoreUnit\": \"ops/s\"}}]'; does not fit mode ss",
        "'[{\"mode\": \"sample\", \"primaryMetric\": {\"scoreUnit\": \"s/op\", \"rawDataHistogram\": [[[[1]]]]}}]';"
            + " is not a pair",
        "'[{\"mode\": \"sample\", \"primaryMetric\": {\"scoreUnit\": \"s/op\", \"rawDataHistogram\": [[[[1, 0.5]]]]}}]';"
            + " [0].primaryMetric.rawDataHistogram[0][0][0][1]: value 0.5 is not a whole number",
        "'[{\"mode\": \"ss\", \"primaryMetric\": {\"scoreUnit\": \"s/op\", \"rawData\": [[\"fast\"]]}}]';"
            + " value \"fast\" is not a number",
      })
  void whatIsNoJmhFileIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("jmh.json")
        .hasMessageContaining(message);
  }
}
