package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** MCP over HTTP in both eras: load, change, run and read the demo model. */
class McpTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{},"
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(RunningServer.settings());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private interface Client {
    JsonNode call(String tool, String arguments);
  }

  private static Answer legacy(String method, String params) {
    return server.post(
        "/mcp",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}",
        Map.of(
            "MCP-Protocol-Version", "2025-11-25", "Accept", "application/json, text/event-stream"));
  }

  private static Answer modern(String method, String name, String params) {
    Map<String, String> headers = new HashMap<>();
    headers.put("MCP-Protocol-Version", "2026-07-28");
    headers.put("Mcp-Method", method);
    if (name != null) {
      headers.put("Mcp-Name", name);
    }
    return server.post(
        "/mcp",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + (params.isEmpty() ? "" : ",")
            + META
            + "}}",
        headers);
  }

  private static JsonNode structured(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode result = answer.json().path("result");
    assertThat(result.path("isError").booleanValue()).as(answer.text()).isFalse();
    assertThat(result.path("content").get(0).path("text").stringValue()).isNotEmpty();
    return result.path("structuredContent");
  }

  private static void wholeFlow(String id, Client client) throws InterruptedException {
    client.call("load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"" + id + "\"}");
    client.call(
        "set_parameter_value",
        "{\"simulationId\":\"" + id + "\",\"parameterPath\":\"Organism|Weight\",\"value\":60}");
    String job =
        client
            .call("run_simulation", "{\"simulationId\":\"" + id + "\"}")
            .path("jobId")
            .stringValue();
    JsonNode status;
    do {
      Thread.sleep(5);
      status = client.call("get_job_status", "{\"jobId\":\"" + job + "\"}");
    } while (status.path("finishedAt").isNull());
    String results = status.path("resultHandle").path("resultsId").stringValue();
    JsonNode answer =
        client.call("get_results", "{\"resultsId\":\"" + results + "\",\"maxPoints\":4}");
    assertThat(answer.path("statistics").path("steps").intValue()).isGreaterThan(100);
    assertThat(answer.path("series").get(0).path("values").size()).isLessThanOrEqualTo(4);
  }

  @Test
  void aLegacyClientWorks() throws InterruptedException {
    JsonNode hello =
        legacy(
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")
            .json()
            .path("result");
    assertThat(hello.path("protocolVersion").stringValue()).isEqualTo("2025-11-25");
    Answer ready =
        server.post("/mcp", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertThat(ready.status()).isEqualTo(202);
    assertThat(ready.text()).isEmpty();
    assertThat(legacy("tools/list", "{}").json().path("result").path("tools").size())
        .isEqualTo(server.bridge().calls().catalogue().all().size());
    wholeFlow(
        "legacy",
        (tool, arguments) ->
            structured(
                legacy(
                    "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")));
  }

  @Test
  void aModernClientWorks() throws InterruptedException {
    JsonNode discovered = modern("server/discover", null, "").json().path("result");
    assertThat(discovered.path("supportedVersions").get(0).stringValue()).isEqualTo("2026-07-28");
    assertThat(modern("tools/list", null, "").json().path("result").path("tools").size())
        .isEqualTo(server.bridge().calls().catalogue().all().size());
    wholeFlow(
        "modern",
        (tool, arguments) -> {
          Answer answer =
              modern("tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":" + arguments);
          assertThat(answer.json().path("result").path("resultType").stringValue())
              .isEqualTo("complete");
          return structured(answer);
        });
  }

  private static void error(Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("error").path("code").intValue()).isEqualTo(code);
    assertThat(answer.json().path("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(answer.text()).doesNotContain("stackTrace", "dev.perfusion");
  }

  @Test
  void wrongHeadersAreToldApart() {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" + META + "}}";
    error(server.post("/mcp", body), 400, -32020);
    error(
        server.post(
            "/mcp", body, Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "ping")),
        400,
        -32020);
    error(
        server.post(
            "/mcp", body, Map.of("MCP-Protocol-Version", "2025-11-25", "Mcp-Method", "tools/list")),
        400,
        -32020);
    error(modern("tools/call", "get_results", "\"name\":\"get_job_status\""), 400, -32020);
    error(
        server.post(
            "/mcp",
            body.replace("2026-07-28", "2031-01-01"),
            Map.of("MCP-Protocol-Version", "2031-01-01", "Mcp-Method", "tools/list")),
        400,
        -32022);
    error(modern("resources/subscribe", null, ""), 404, -32601);
    error(modern("initialize", null, ""), 404, -32601);
    error(server.post("/mcp", "{not json"), 400, -32700);
    error(server.post("/mcp", "[]"), 400, -32600);
  }

  @Test
  void withoutASessionThereIsOnlyPost() {
    for (String method : new String[] {"GET", "DELETE"}) {
      Answer answer =
          server.send(
              method,
              "/mcp",
              HttpRequest.BodyPublishers.noBody(),
              Map.of("Accept", "text/event-stream"));
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
    assertThat(legacy("ping", "{}").header("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void criticalToolsNeedNoHeaderHere() {
    structured(
        legacy(
            "tools/call",
            "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\","
                + "\"simulationId\":\"unconfirmed\"}}"));
  }

  /** Costs of the list in the context of a model, at four characters a token. */
  @Test
  void theToolListIsShort() {
    String list = modern("tools/list", null, "").text();
    assertThat(list.length() / 4).isLessThan(6000);
  }
}
