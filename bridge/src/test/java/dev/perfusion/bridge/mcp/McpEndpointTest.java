package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The codec of both eras, without a server. */
class McpEndpointTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
  private static final Map<String, String> MODERN = Map.of("MCP-Protocol-Version", "2026-07-28");

  private static Bridge bridge;
  private static McpEndpoint endpoint;

  @BeforeAll
  static void open() {
    bridge = Bridge.open(BridgeConfig.builder().serviceName("test").build());
    endpoint = new McpEndpoint(bridge);
  }

  @AfterAll
  static void close() {
    endpoint.close();
    bridge.close();
  }

  private static McpReply send(String body, Map<String, String> headers, Identity caller) {
    return endpoint.handle(
        new McpCall(
            Json.mapper().readTree(body),
            n -> Optional.ofNullable(headers.get(n)),
            caller,
            "c",
            new RecordingChannel(),
            null));
  }

  private static McpReply legacy(String method, String params) {
    return send(
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}",
        Map.of("MCP-Protocol-Version", "2025-11-25"),
        Identity.anonymous());
  }

  private static McpReply modern(String method, String params, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(MODERN);
    headers.put("Mcp-Method", method);
    headers.putAll(more);
    String inner = params.isEmpty() ? META : META + "," + params;
    return send(
        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\""
            + method
            + "\",\"params\":{"
            + inner
            + "}}",
        headers,
        Identity.anonymous());
  }

  private static void error(McpReply reply, int status, int code) {
    assertThat(reply.httpStatus()).isEqualTo(status);
    assertThat(reply.body().path("error").path("code").intValue()).isEqualTo(code);
    assertThat(reply.body().path("error").path("message").stringValue()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-06-18, 2025-06-18",
    "2025-03-26, 2025-03-26",
    "2024-11-05, 2025-11-25",
    "2099-01-01, 2025-11-25"
  })
  void initializeNegotiates(String wanted, String given) {
    McpReply reply = legacy("initialize", "{\"protocolVersion\":\"" + wanted + "\"}");
    JsonNode result = reply.body().path("result");
    assertThat(result.path("protocolVersion").stringValue()).isEqualTo(given);
    assertThat(result.path("serverInfo").path("name").stringValue()).isEqualTo("test");
    assertThat(result.path("capabilities").has("tools")).isTrue();
    assertThat(reply.body().path("id").intValue()).isEqualTo(7);
  }

  @Test
  void legacyMethods() {
    assertThat(legacy("ping", "{}").body().path("result").isEmpty()).isTrue();
    assertThat(legacy("tools/list", "{}").body().path("result").path("tools"))
        .hasSize(bridge.calls().catalogue().all().size());
    error(legacy("tools/list", "{\"cursor\":\"zzz\"}"), 200, McpException.INVALID_PARAMS);
    error(legacy("server/discover", "{}"), 200, McpException.METHOD_NOT_FOUND);
    error(legacy("tools/call", "{\"name\":\"get_result\"}"), 200, McpException.INVALID_PARAMS);
    error(legacy("tools/call", "{}"), 200, McpException.INVALID_PARAMS);
    error(legacy("initialize", "{}"), 200, McpException.INVALID_PARAMS);
  }

  @Test
  void badArgumentsAreAResultThatSaysWhatToDo() {
    JsonNode result =
        legacy(
                "tools/call",
                "{\"name\":\"run_simulation\",\"arguments\":{\"simulationId\":\"no\"}}")
            .body()
            .path("result");
    assertThat(result.path("isError").booleanValue()).isTrue();
    assertThat(result.path("content").get(0).path("text").stringValue())
        .contains("no simulation \"no\"", "load_simulation");
    assertThat(result.has("structuredContent")).isFalse();
  }

  @Test
  void whatIsNoMessageIsRefused() {
    Identity caller = Identity.anonymous();
    error(send("[]", Map.of(), caller), 400, McpException.INVALID_REQUEST);
    error(send("7", Map.of(), caller), 400, McpException.INVALID_REQUEST);
    error(
        send("{\"jsonrpc\":\"2.0\",\"id\":1}", Map.of(), caller),
        400,
        McpException.INVALID_REQUEST);
    error(
        send("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", Map.of(), caller),
        400,
        McpException.INVALID_REQUEST);
    error(
        send("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", Map.of(), caller),
        400,
        McpException.INVALID_REQUEST);
    error(
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", Map.of(), caller),
        400,
        McpException.INVALID_REQUEST);
  }

  @Test
  void notificationsAreAcceptedWithoutABody() {
    McpReply reply =
        send(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            Map.of(),
            Identity.anonymous());
    assertThat(reply).isEqualTo(new McpReply(202, null));
  }

  @Test
  void anUnknownLegacyVersionInTheHeaderIsRefused() {
    error(
        send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            Map.of("MCP-Protocol-Version", "1999-01-01"),
            Identity.anonymous()),
        400,
        McpException.INVALID_REQUEST);
  }

  @Test
  void discoverySaysWhatIsSpoken() {
    JsonNode result = modern("server/discover", "", Map.of()).body().path("result");
    assertThat(result.path("supportedVersions").get(0).stringValue()).isEqualTo("2026-07-28");
    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(result.path("ttlMs").intValue()).isNotNegative();
    assertThat(result.path("cacheScope").stringValue()).isEqualTo("public");
    assertThat(
            result
                .path("_meta")
                .path("io.modelcontextprotocol/serverInfo")
                .path("name")
                .stringValue())
        .isEqualTo("test");
  }

  @Test
  void modernListsCanBeCached() {
    JsonNode result = modern("tools/list", "", Map.of()).body().path("result");
    assertThat(result.path("tools")).hasSize(bridge.calls().catalogue().all().size());
    assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
    assertThat(result.path("cacheScope").stringValue()).isEqualTo("private");
  }

  @Test
  void modernCallsNeedTheNameInTheHeader() {
    String params = "\"name\":\"get_job_status\",\"arguments\":{\"jobId\":\"no\"}";
    McpReply ok = modern("tools/call", params, Map.of("Mcp-Name", "get_job_status"));
    assertThat(ok.httpStatus()).isEqualTo(200);
    assertThat(ok.body().path("result").path("isError").booleanValue()).isTrue();
    String wrapped = "=?base64?Z2V0X2pvYl9zdGF0dXM=?=";
    assertThat(modern("tools/call", params, Map.of("Mcp-Name", wrapped)).httpStatus())
        .isEqualTo(200);
    error(modern("tools/call", params, Map.of()), 400, McpException.HEADER_MISMATCH);
    error(
        modern("tools/call", params, Map.of("Mcp-Name", "get_results")),
        400,
        McpException.HEADER_MISMATCH);
  }

  @Test
  void modernHeadersMustAgreeWithTheBody() {
    error(
        modern("tools/list", "", Map.of("Mcp-Method", "tools/call")),
        400,
        McpException.HEADER_MISMATCH);
    error(
        modern("tools/list", "", Map.of("MCP-Protocol-Version", "2025-11-25")),
        400,
        McpException.HEADER_MISMATCH);
    error(
        modern("tools/list", "", Map.of("MCP-Protocol-Version", "")),
        400,
        McpException.HEADER_MISMATCH);
  }

  @Test
  void modernMetaIsNeeded() {
    String noCapabilities =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";
    error(send(noCapabilities, MODERN, Identity.anonymous()), 400, McpException.INVALID_PARAMS);
    String noMeta = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
    error(send(noMeta, MODERN, Identity.anonymous()), 400, McpException.INVALID_PARAMS);
  }

  @Test
  void anUnknownModernVersionIsToldWhatIsSupported() {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{"
            + META.replace("2026-07-28", "2099-01-01")
            + "}}";
    McpReply reply =
        send(
            body,
            Map.of("MCP-Protocol-Version", "2099-01-01", "Mcp-Method", "tools/list"),
            Identity.anonymous());
    error(reply, 400, McpException.UNSUPPORTED_VERSION);
    JsonNode data = reply.body().path("error").path("data");
    assertThat(data.path("requested").stringValue()).isEqualTo("2099-01-01");
    assertThat(data.path("supported").get(0).stringValue()).isEqualTo("2026-07-28");
  }

  @Test
  void modernHasNoHandshakeAndNoPing() {
    for (String method : new String[] {"initialize", "ping", "resources/subscribe"}) {
      error(modern(method, "", Map.of()), 404, McpException.METHOD_NOT_FOUND);
    }
  }

  @Test
  void aLegacyHandshakeMayCarryModernHeaders() {
    McpReply reply =
        send(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\","
                + "\"params\":{\"protocolVersion\":\"2025-11-25\"}}",
            Map.of("Mcp-Method", "initialize"),
            Identity.anonymous());
    assertThat(reply.body().path("result").has("serverInfo")).isTrue();
  }

  @Test
  void ofTooManySessionsTheOldestEnds() {
    String hello =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\","
            + "\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
    String first = send(hello, Map.of(), Identity.anonymous()).sessionId();
    String second = send(hello, Map.of(), Identity.anonymous()).sessionId();
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    for (int i = 0; i < 999; i++) {
      send(hello, Map.of(), Identity.anonymous());
      assertThat(send(ping, Map.of("Mcp-Session-Id", first), Identity.anonymous()).httpStatus())
          .isEqualTo(200);
    }
    error(
        send(ping, Map.of("Mcp-Session-Id", second), Identity.anonymous()),
        404,
        McpException.INVALID_REQUEST);
    error(
        send(ping, Map.of("Mcp-Session-Id", first), Identity.embedded()),
        404,
        McpException.INVALID_REQUEST);
  }

  @Test
  void aViewerSeesAndMayCallOnlyWhatReads() {
    Identity viewer = new Identity("v", Set.of(Role.VIEWER), null, false);
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    assertThat(send(list, Map.of(), viewer).body().path("result").path("tools"))
        .hasSize(
            (int)
                bridge.calls().catalogue().all().stream()
                    .filter(e -> e.spec().roles().contains(Role.VIEWER))
                    .count());
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"}}}";
    error(send(call, Map.of(), viewer), 403, McpException.INVALID_PARAMS);
  }
}
