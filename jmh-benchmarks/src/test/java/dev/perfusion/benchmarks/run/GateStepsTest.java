package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.check.Thresholds;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * When a run has measured all that it had to: the build goes on after 3, and must not after this.
 */
class GateStepsTest {
  private static final int INCONCLUSIVE = 3;
  private static final String HASH = "ab".repeat(32);

  @TempDir private Path folder;

  private final StringWriter said = new StringWriter();
  private final ObjectNode document = JsonMapper.shared().createObjectNode();
  private OutputFiles files;
  private GateSteps gate;

  /** A smoke run with every required step. */
  @BeforeEach
  void measure() {
    files = new OutputFiles(folder, "smoke", Instant.parse("2026-01-31T12:00:00Z"));
    gate = new GateSteps(files, new PrintWriter(said, true));
    document.put("timestamp", "2026-01-31T12:00:00Z").put("scenario", "smoke");
    document.putObject("config").put("storage", "file");
    document.put("configHash", HASH);
    document.putObject("dataset").put("id", "demo").put("sizeBytes", 1).put("sha256", HASH);
    document.putObject("environment").put("fingerprint", "here");
    document.putObject("summary").put("count", 0);
    Thresholds.shipped("smoke")
        .orElseThrow()
        .required()
        .forEach(pattern -> step(pattern + "/1").put("megabytesPerSecond", 100));
  }

  private ObjectNode step(String key) {
    ObjectNode step = document.withObject("/steps").putObject(key).put("count", 2000);
    List.of("min", "max", "mean", "p50", "p90", "p95", "p99").forEach(name -> step.put(name, 1));
    step.putArray("histogram").addArray().addArray().add(1).add(2000);
    return step;
  }

  private int check(Path baseline) throws IOException {
    Files.createDirectories(files.document().getParent());
    Files.createDirectories(files.work());
    Files.writeString(files.document(), document.toString());
    return gate.check(Optional.ofNullable(baseline));
  }

  /** A run on another machine. */
  private Path elsewhere() throws IOException {
    ObjectNode there = document.deepCopy();
    there.withObject("/environment").put("fingerprint", "there");
    return Files.writeString(folder.resolve("there.json"), there.toString());
  }

  @Test
  void aComparisonThatCannotBeDecidedIsNoFaultOfTheRun() throws IOException {
    assertThat(check(null)).isZero();
    assertThat(check(elsewhere())).isEqualTo(INCONCLUSIVE);
    assertThat(gate.complete()).isTrue();
    assertThat(said.toString()).doesNotContain("The run failed");
  }

  @Test
  void aRequiredStepThatIsMissingIs() throws IOException {
    Path baseline = elsewhere();
    document.withObject("/steps").remove("get_results/mcp/warm/1");

    assertThat(check(null)).isEqualTo(INCONCLUSIVE);
    assertThat(gate.complete()).isFalse();
    assertThat(check(baseline)).isEqualTo(INCONCLUSIVE);
    assertThat(gate.complete()).isFalse();
    assertThat(said.toString())
        .contains("The run failed: it has not measured get_results/mcp/warm");
  }

  @Test
  void aRateThatIsMissingIsToo() throws IOException {
    step("get_population_results/rest/warm/1");

    assertThat(check(null)).isEqualTo(INCONCLUSIVE);
    assertThat(gate.complete()).isFalse();
    assertThat(said.toString()).contains("not measured get_population_results/rest/warm/1");
  }

  /** 40 MB/s are too little for files only. */
  @Test
  void aRateOfWhichNobodyKnowsWhatItIsOfIsMeasured() throws IOException {
    document.withObject("/config").put("storage", "unknown");
    step("get_population_results/rest/warm/1").put("megabytesPerSecond", 40);

    assertThat(check(null)).isEqualTo(INCONCLUSIVE);
    assertThat(gate.complete()).isTrue();
  }
}
