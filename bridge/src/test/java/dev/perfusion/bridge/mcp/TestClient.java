package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Speaks with an endpoint as a client of revision 2026-07-28, without a transport. */
final class TestClient {
  private final McpEndpoint endpoint;
  private final Identity caller;
  private final String capabilities;

  /**
   * @param capabilities JSON object that the client declares
   */
  TestClient(McpEndpoint endpoint, Identity caller, String capabilities) {
    this.endpoint = endpoint;
    this.caller = caller;
    this.capabilities = capabilities;
  }

  /** Sends a request; {@code params} is a JSON object. */
  JsonNode send(String method, String params) {
    return send(method, params, new RecordingChannel()).body();
  }

  McpReply send(String method, String params, RecordingChannel channel) {
    ObjectNode body = Messages.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ObjectNode all = (ObjectNode) Json.mapper().readTree(params);
    ObjectNode meta = all.get("_meta") instanceof ObjectNode given ? given : all.putObject("_meta");
    meta.put(ModernEra.VERSION_KEY, ProtocolVersions.MODERN);
    meta.set(ModernEra.CAPABILITIES_KEY, Json.mapper().readTree(capabilities));
    body.set("params", all);
    Map<String, String> headers =
        Map.of(
            "MCP-Protocol-Version",
            ProtocolVersions.MODERN,
            "Mcp-Method",
            method,
            "Mcp-Name",
            all.path("name")
                .asString(all.path("uri").asString(all.path("taskId").asString("none"))));
    return endpoint.handle(
        new McpCall(body, n -> Optional.ofNullable(headers.get(n)), caller, "c", channel, null));
  }

  JsonNode result(String method, String params) {
    JsonNode reply = send(method, params);
    assertThat(reply.has("result")).as(reply.toString()).isTrue();
    return reply.path("result");
  }

  JsonNode call(String tool, String arguments) {
    return result("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** Calls a tool that must succeed, and gives its data. */
  JsonNode data(String tool, String arguments) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(true)).as(result.toString()).isFalse();
    return result.path("structuredContent");
  }

  int errorCode(String method, String params) {
    return send(method, params).path("error").path("code").asInt(0);
  }
}
