package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revisions 2025-03-26 to 2025-11-25, served without sessions: nothing is kept between messages.
 */
final class LegacyEra {
  private final Methods methods;
  private final ServerInfo server;

  LegacyEra(Methods methods, ServerInfo server) {
    this.methods = methods;
    this.server = server;
  }

  ObjectNode handle(McpCall call) {
    if (!call.method().equals("initialize")) {
      requireKnownVersion(call);
    }
    return switch (call.method()) {
      case "initialize" -> initialize(call);
      case "ping" -> JsonNodeFactory.instance.objectNode();
      case "tools/list" -> methods.listTools(call);
      case "tools/call" -> methods.callTool(call);
      default ->
          throw new McpException(
              McpException.METHOD_NOT_FOUND,
              200,
              "no method \""
                  + call.method()
                  + "\"; there are initialize, ping, tools/list, tools/call");
    };
  }

  void requireKnownVersion(McpCall call) {
    String version = call.header("MCP-Protocol-Version").orElse(ProtocolVersions.WITHOUT_HEADER);
    if (!ProtocolVersions.LEGACY.contains(version)) {
      throw new McpException(
          McpException.INVALID_REQUEST,
          400,
          "MCP-Protocol-Version \""
              + version
              + "\" is not supported; supported are "
              + String.join(", ", ProtocolVersions.ALL));
    }
  }

  private ObjectNode initialize(McpCall call) {
    JsonNode wanted = call.params().path("protocolVersion");
    if (!wanted.isString()) {
      throw new McpException(McpException.INVALID_PARAMS, 200, "params.protocolVersion is missing");
    }
    boolean known = ProtocolVersions.LEGACY.contains(wanted.stringValue());
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("protocolVersion", known ? wanted.stringValue() : ProtocolVersions.NEWEST_LEGACY);
    result.set("capabilities", server.capabilities());
    result.set("serverInfo", server.implementation());
    return result.put("instructions", ServerInfo.INSTRUCTIONS);
  }
}
