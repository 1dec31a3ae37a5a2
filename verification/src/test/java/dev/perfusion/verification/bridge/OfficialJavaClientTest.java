package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official Java client loads, changes, runs and reads the demo model. */
class OfficialJavaClientTest {
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(RunningServer.settings());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<?, ?> data(McpSyncClient client, String tool, Map<String, Object> arguments) {
    McpSchema.CallToolResult result =
        client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as(String.valueOf(result.content())).isFalse();
    return (Map<?, ?>) result.structuredContent();
  }

  @Test
  void itWorks() {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder("http://localhost:" + server.port())
                    .endpoint("/mcp")
                    .build())
            .requestTimeout(Duration.ofSeconds(60))
            .capabilities(McpSchema.ClientCapabilities.builder().elicitation().build())
            .elicitation(
                request -> {
                  asked.add(request.message());
                  return new McpSchema.ElicitResult(
                      McpSchema.ElicitResult.Action.ACCEPT, Map.of("confirm", true));
                })
            .build()) {
      assertThat(client.initialize().protocolVersion()).isEqualTo("2025-11-25");
      assertThat(client.listTools().tools()).hasSizeBetween(9, 20);
      data(client, "load_simulation", Map.of("filePath", "demo", "simulationId", "java"));
      data(
          client,
          "set_parameter_value",
          Map.of("simulationId", "java", "parameterPath", "Organism|Weight", "value", 61));
      Map<?, ?> weight =
          data(
              client,
              "get_parameter_value",
              Map.of("simulationId", "java", "parameterPath", "Organism|Weight"));
      assertThat(((Map<?, ?>) weight.get("parameter")).get("value")).isEqualTo(61.0);
      Map<?, ?> run =
          data(client, "run_simulation", Map.of("simulationId", "java", "waitMs", 60_000));
      assertThat(run.get("status")).isEqualTo("succeeded");
      Map<?, ?> results =
          data(client, "get_results", Map.of("resultsId", run.get("resultsId"), "maxPoints", 10));
      assertThat((List<?>) results.get("series")).isNotEmpty();
      assertThat(client.listPrompts().prompts()).isNotEmpty();
      assertThat(asked).hasSize(3);
    }
  }
}
