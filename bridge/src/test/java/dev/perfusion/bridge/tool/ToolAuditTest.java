package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ToolAuditTest {
  @TempDir private Path folder;

  private List<String> lines() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path file = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      return Files.readAllLines(file);
    }
  }

  /** They are put together by hand; who reads them back must get the same text. */
  @Test
  void eventsOfToolsAreCanonicalAndSayWhatTheyShould() throws IOException {
    BridgeConfig config = BridgeConfig.builder().auditEnabled(true).auditDirectory(folder).build();
    Record answer;
    try (Bridge bridge = Bridge.open(config)) {
      bridge.call("load_simulation", Map.of("simulationId", "demo", "filePath", "demo"));
      answer =
          bridge.call(
              "get_parameter_value",
              Map.of("simulationId", "demo", "parameterPath", "Organism|Weight"));
      bridge.call("run_simulation", Map.of("simulationId", "demo", "waitMs", 60_000));
      assertThatThrownBy(
              () ->
                  bridge.call(
                      "get_parameter_value",
                      Map.of("simulationId", "demo", "parameterPath", "no \u00b5 \"x\" \\ \u007f")))
          .isInstanceOf(BridgeException.class);
    }
    List<String> lines = lines();
    assertThat(lines).hasSize(7);
    for (String line : lines) {
      assertThat(CanonicalJson.text(Json.mapper().readTree(line))).isEqualTo(line);
    }
    JsonNode get = Json.mapper().readTree(lines.get(1));
    assertThat(get.path("eventType").stringValue()).isEqualTo("tool.get_parameter_value");
    assertThat(get.path("identity").path("roles").size()).isPositive();
    JsonNode tool = get.path("tool");
    assertThat(tool.path("argumentKeys").toString())
        .isEqualTo("[\"parameterPath\",\"simulationId\"]");
    assertThat(tool.path("argumentsDigest").stringValue())
        .isEqualTo(
            CanonicalJson.sha256(
                Json.mapper()
                    .readTree(
                        "{\"simulationId\":\"demo\",\"parameterPath\":\"Organism|Weight\"}")));
    assertThat(tool.path("resultDigest").stringValue())
        .isEqualTo(CanonicalJson.sha256(Json.tree(answer)));
    JsonNode run = Json.mapper().readTree(lines.get(5));
    assertThat(run.path("tool").path("resultSummary").path("status").stringValue())
        .isEqualTo("succeeded");
    assertThat(run.path("confirmed").booleanValue()).isTrue();
    JsonNode failed = Json.mapper().readTree(lines.get(6));
    assertThat(failed.path("tool").path("status").stringValue()).isEqualTo("error");
    assertThat(failed.path("error").path("message").stringValue()).contains("\u00b5 \"x\" \\");
  }
}
