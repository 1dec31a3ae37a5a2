package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** MCP over a pair of streams. */
@Timeout(60)
class StdioServerTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
  private static final String LOAD =
      "\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"}";

  private Bridge bridge;
  private McpEndpoint endpoint;
  private PrintStream to;
  private BufferedReader from;
  private Thread served;

  @BeforeEach
  void start() throws IOException {
    bridge = Bridge.open(BridgeConfig.builder().build());
    endpoint = new McpEndpoint(bridge);
    PipedInputStream in = new PipedInputStream(1 << 16);
    PipedOutputStream out = new PipedOutputStream();
    to = new PrintStream(new PipedOutputStream(in), true, StandardCharsets.UTF_8);
    from =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(out, 1 << 16), StandardCharsets.UTF_8));
    served =
        new Thread(
            () -> {
              try (out) {
                new StdioServer(endpoint, out).run(in);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    served.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    to.close();
    served.join(10_000);
    assertThat(served.isAlive()).isFalse();
    endpoint.close();
    bridge.close();
  }

  private void send(String id, String method, String params) {
    to.println(
        "{\"jsonrpc\":\"2.0\""
            + (id == null ? "" : ",\"id\":" + id)
            + ",\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + "}}");
  }

  private JsonNode next() throws IOException {
    return Json.mapper().readTree(from.readLine());
  }

  @Test
  void noticesAreTaggedAndEndWhenTheyAreCancelled() throws IOException {
    send(
        "\"s\"",
        "subscriptions/listen",
        "\"notifications\":{\"resourcesListChanged\":true}," + META);
    JsonNode acknowledged = next();
    assertThat(acknowledged.path("method").stringValue())
        .isEqualTo("notifications/subscriptions/acknowledged");
    send("1", "tools/call", LOAD + "," + META);
    JsonNode one = next();
    JsonNode other = next();
    JsonNode notice = one.has("method") ? one : other;
    assertThat(notice.path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
    assertThat(notice.path("params").path("_meta").toString())
        .isEqualTo("{\"io.modelcontextprotocol/subscriptionId\":\"s\"}");
    assertThat((one.has("method") ? other : one).path("id").intValue()).isEqualTo(1);
    send(null, "notifications/cancelled", "\"requestId\":\"s\"");
    send(
        "2",
        "tools/call",
        LOAD.replace("\"demo\"", "\"demo\",\"simulationId\":\"two\"") + "," + META);
    assertThat(next().path("id").intValue()).as("no notice before it").isEqualTo(2);
  }

  @Test
  void aClientOfAnOlderRevisionIsAskedAndTold() throws IOException {
    send(
        "0",
        "initialize",
        "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"elicitation\":{}}");
    assertThat(next().path("result").path("protocolVersion").stringValue()).isEqualTo("2025-06-18");
    send("1", "tools/call", LOAD);
    send("2", "ping", "");
    JsonNode one = next();
    JsonNode other = next();
    JsonNode question = one.has("method") ? one : other;
    assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
    assertThat((one.has("method") ? other : one).path("id").intValue())
        .as("others are answered while the user thinks")
        .isEqualTo(2);
    to.println(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + question.path("id")
            + ",\"result\":{\"action\":\"accept\",\"content\":{\"confirm\":true}}}");
    JsonNode third = next();
    JsonNode fourth = next();
    JsonNode result = third.has("id") ? third : fourth;
    assertThat(result.path("result").path("isError").booleanValue()).isFalse();
    assertThat((third.has("id") ? fourth : third).path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
  }

  @Test
  void whatIsNoMessageIsAnsweredToo() throws IOException {
    to.println("{not json");
    assertThat(next().path("error").path("code").intValue()).isEqualTo(-32700);
    to.println("[]");
    assertThat(next().path("error").path("code").intValue()).isEqualTo(-32600);
    to.println();
    send("7", "nothing/here", META);
    JsonNode unknown = next();
    assertThat(unknown.path("error").path("code").intValue()).isEqualTo(-32601);
    assertThat(unknown.path("id").intValue()).isEqualTo(7);
    send("8", "server/discover", META.replace("2026-07-28", "2031-01-01"));
    assertThat(next().path("error").path("code").intValue()).isEqualTo(-32022);
  }
}
