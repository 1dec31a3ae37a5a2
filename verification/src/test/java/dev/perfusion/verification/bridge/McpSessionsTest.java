package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sessions of the older revisions, streams of both eras, and the user's word on critical tools. */
class McpSessionsTest {
  private static final String FORMS = "{\"elicitation\":{}}";
  private static final String LOAD =
      "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"}}";

  @TempDir private Path audit;
  private RunningServer server;

  @BeforeEach
  void start() {
    server = RunningServer.start(RunningServer.settings().auditEnabled(true).auditDirectory(audit));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String answer(JsonNode question, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":" + result + "}";
  }

  @Test
  void theUserIsAskedWhileTheCallWaits() throws Exception {
    McpWire wire = McpWire.legacy(server.port(), FORMS);
    McpWire.Exchange call = wire.start("tools/call", LOAD);
    JsonNode question = call.next();
    assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(question.path("params").path("message").stringValue()).contains("load_simulation");
    assertThat(server.bridge().sessions().all()).isEmpty();
    String yes = "{\"action\":\"accept\",\"content\":{\"confirm\":true}}";
    assertThat(wire.tell(answer(question, yes))).isEqualTo(202);
    assertThat(call.result().path("isError").booleanValue()).isFalse();
    assertThat(confirmed("load_simulation", 1)).containsExactly(true);

    McpWire.Exchange again =
        wire.start("tools/call", LOAD.replace("\"demo\"", "\"demo\",\"simulationId\":\"two\""));
    wire.tell(answer(again.next(), "{\"action\":\"decline\"}"));
    assertThat(again.result().path("content").get(0).path("text").stringValue())
        .contains("did not confirm");
    assertThat(server.bridge().sessions().all()).hasSize(1);
    assertThat(confirmed("load_simulation", 2)).containsExactly(true, false);
  }

  @Test
  void anAnswerFromAnotherSessionDoesNotCount() throws InterruptedException {
    McpWire wire = McpWire.legacy(server.port(), FORMS);
    McpWire.Exchange call = wire.start("tools/call", LOAD);
    JsonNode question = call.next();
    String yes = "{\"action\":\"accept\",\"content\":{\"confirm\":true}}";
    McpWire.legacy(server.port(), FORMS).tell(answer(question, yes));
    Thread.sleep(100);
    assertThat(server.bridge().sessions().all()).isEmpty();
    wire.tell(answer(question, yes));
    assertThat(call.result().path("isError").booleanValue()).isFalse();
  }

  @Test
  void whoCannotAskIsServedAndTheAuditSaysSo() throws Exception {
    McpWire.legacy(server.port(), "{}").result("tools/call", LOAD);
    assertThat(confirmed("load_simulation", 1)).containsExactly(false);
  }

  /** What the audit says of the first calls of a tool, in order, once they are written. */
  private List<Boolean> confirmed(String tool, int calls) throws Exception {
    List<Boolean> found = new ArrayList<>();
    for (int i = 0; found.size() < calls && i < 500; i++) {
      Thread.sleep(10);
      found = confirmed(tool);
    }
    return found;
  }

  private List<Boolean> confirmed(String tool) throws IOException {
    List<Boolean> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(audit)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        String text = Files.readString(file);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
          JsonNode event = Json.mapper().readTree(line.isEmpty() ? "{}" : line);
          if (event.path("eventType").asString("").equals("tool." + tool)) {
            found.add(event.path("confirmed").booleanValue());
          }
        }
      }
    }
    return found;
  }

  @Test
  void aSessionEndsWhenItIsToldTo() {
    McpWire wire = McpWire.legacy(server.port(), "{}");
    assertThat(wire.result("ping", "{}").isEmpty()).isTrue();
    McpWire.Exchange stream = wire.listen();
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.header("content-type")).startsWith("text/event-stream");
    assertThat(wire.send("DELETE", 0, "", Map.of()).status()).isEqualTo(204);
    assertThat(stream.next().has("end")).isTrue();
    McpWire.Exchange late = wire.start("ping", "{}");
    assertThat(late.status()).isEqualTo(404);
    assertThat(late.answer().path("error").path("message").stringValue()).contains("initialize");
    assertThat(wire.send("DELETE", 0, "", Map.of()).status()).isEqualTo(404);
    assertThat(wire.listen().status()).isEqualTo(404);
  }

  @Test
  void aSessionHearsOfWhatItWatches() {
    McpWire wire = McpWire.legacy(server.port(), "{}");
    McpWire.Exchange stream = wire.listen();
    assertThat(stream.status()).isEqualTo(200);
    wire.data("load_simulation", "{\"filePath\":\"demo\"}");
    assertThat(stream.next().path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
    String job =
        wire.data("run_simulation", "{\"simulationId\":\"demo\",\"waitMs\":60000}")
            .path("jobId")
            .stringValue();
    assertThat(stream.next().path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
    String uri = "{\"uri\":\"perfusion://jobs/" + job + "\"}";
    wire.result("resources/subscribe", uri);
    wire.result("resources/unsubscribe", uri);
    assertThat(
            wire.result("resources/read", uri).path("contents").get(0).path("text").stringValue())
        .contains("\"succeeded\"");
  }

  @Test
  void noticesAreRepeatedForWhoLostThem() {
    McpWire wire = McpWire.legacy(server.port(), "{}");
    McpWire.Exchange first = wire.listen();
    assertThat(first.status()).isEqualTo(200);
    wire.data("load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"one\"}");
    first.next();
    String seen = first.lastEventId();
    wire.data("load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"two\"}");
    first.next();
    String lost = first.lastEventId();
    first.hangUp();
    assertThat(lost).isNotEqualTo(seen);
    McpWire.Exchange second = wire.resume(seen);
    assertThat(second.next().path("method").stringValue())
        .isEqualTo("notifications/resources/list_changed");
    assertThat(second.lastEventId()).isEqualTo(lost);
    // And it goes on.
    wire.data("load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"three\"}");
    second.next();
    assertThat(second.lastEventId()).isNotEqualTo(lost);
    second.hangUp();
  }

  @Test
  void streamsAreBounded() throws InterruptedException {
    List<McpWire.Exchange> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        McpWire.Exchange stream = listening();
        assertThat(stream.next().path("method").stringValue()).endsWith("acknowledged");
        streams.add(stream);
      }
      McpWire.Exchange oneMore = listening();
      assertThat(oneMore.status()).isEqualTo(503);
      assertThat(oneMore.header("retry-after")).isNotEmpty();
      assertThat(oneMore.answer().path("error").path("message").stringValue())
          .contains("busy", "retry");
      streams.remove(0).hangUp();
      for (int i = 0; ; i++) {
        McpWire.Exchange next = listening();
        if (next.status() == 200) {
          streams.add(next);
          break;
        }
        assertThat(i).as("attempts until the freed place is noticed").isLessThan(100);
        Thread.sleep(20);
      }
    } finally {
      streams.forEach(McpWire.Exchange::hangUp);
    }
  }

  private McpWire.Exchange listening() {
    return McpWire.modern(server.port(), "{}")
        .start("subscriptions/listen", "{\"notifications\":{}}");
  }

  @Test
  void aClosingServerAnswersItsStreams() {
    McpWire.Exchange stream = listening();
    stream.next();
    server.close();
    JsonNode end = stream.next();
    assertThat(end.path("id").intValue()).isEqualTo(stream.id());
    assertThat(end.path("result").path("resultType").stringValue()).isEqualTo("complete");
    start();
  }

  @Test
  void onlyTheOldestRevisionTakesBatches() {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}";
    String batch =
        "["
            + ping.formatted(1)
            + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},"
            + ping.formatted(2)
            + "]";
    RunningServer.Answer both =
        server.post("/mcp", batch, Map.of("MCP-Protocol-Version", "2025-03-26"));
    assertThat(both.status()).isEqualTo(200);
    assertThat(both.json()).hasSize(2);
    assertThat(both.json().get(1).path("id").intValue()).isEqualTo(2);
    assertThat(server.post("/mcp", batch, Map.of("MCP-Protocol-Version", "2025-06-18")).status())
        .isEqualTo(400);
  }

  @Test
  void theFixturesOfTheConformanceRunnerAreBehindASwitch() {
    try (RunningServer testing =
        RunningServer.start(
            RunningServer.settings()
                .mcp(
                    new BridgeConfig.Mcp(
                        BridgeConfig.ConfirmationPolicy.AUTO, false, List.of(), 10_000, true)))) {
      String with = McpWire.modern(testing.port(), "{}").result("tools/list", "{}").toString();
      assertThat(with).contains("test_simple_text", "load_simulation");
    }
    String without = McpWire.modern(server.port(), "{}").result("tools/list", "{}").toString();
    assertThat(without).contains("load_simulation").doesNotContain("test_simple_text");
  }
}
