package dev.perfusion.gate.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.json.InputException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSchemaTest {
  private static final String STEP = "get_parameter_value/rest/warm/1";

  @TempDir private Path folder;

  private final Documents documents = new Documents().step(STEP, 2000, 5);

  private void refused(String place) {
    assertThatThrownBy(() -> documents.read(folder, "run.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json: " + place)
        .hasMessageContaining("benchmark.schema.json");
  }

  @Test
  void aDocumentThatKeepsItIsRead() {
    assertThat(documents.read(folder, "run.json").steps()).containsKey(STEP);
    assertThat(DocumentSchema.violation(documents.root())).isEmpty();
  }

  @Test
  void theRawHistogramMustBeThere() {
    documents.step(STEP).remove("histogram");
    refused("steps/" + STEP.replace("/", "~1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"min", "max", "mean", "p50", "p90", "p95", "p99"})
  void aSeriesWithSamplesHasAllOfItsStatistics(String statistic) {
    documents.step(STEP).putNull(statistic);
    refused("steps/" + STEP.replace("/", "~1"));
    documents.step(STEP).remove(statistic);
    refused("steps/" + STEP.replace("/", "~1"));
    documents.emptyStep(STEP);
    assertThat(documents.read(folder, "run.json").steps()).containsKey(STEP);
    documents.summary(1, 5);
    documents.root().withObject("/summary").remove(statistic);
    refused("summary");
  }

  /** The harness gives them ready made, with what it has. */
  @Test
  void statisticsOfTheBridgeMayBeFewer() {
    documents.step(STEP).withObject("/adapterTimings/queueWaitMs").put("count", 3).put("p95", 1);
    assertThat(documents.read(folder, "run.json").steps()).containsKey(STEP);
  }

  @Test
  void aHistogramOfAnotherShapeIsRefused() {
    documents.step(STEP).putArray("histogram").addArray().addArray().add(1.5);
    refused("steps");
  }

  @Test
  void hashesAndTimesHaveTheirForm() {
    documents.root().put("configHash", "abc");
    refused("configHash");
    documents.root().put("configHash", "cd".repeat(32)).put("timestamp", "yesterday");
    refused("timestamp");
  }

  @Test
  void aBadDocumentIsNotWritten() {
    BenchmarkDocument good = documents.read(folder, "run.json");
    BenchmarkDocument bad =
        new BenchmarkDocument(
            good.timestamp(),
            good.scenario(),
            null,
            good.config(),
            "no hash",
            good.dataset(),
            good.environment(),
            good.summary(),
            Map.of(),
            good.jobMetrics(),
            null,
            null,
            good.runs(),
            null,
            good.warnings(),
            good.flameGraphs(),
            null,
            null);
    assertThatThrownBy(() -> bad.write(folder.resolve("bad.json")))
        .hasMessageContaining("configHash");
    assertThat(folder.resolve("bad.json")).doesNotExist();
  }
}
