package dev.perfusion.bridge.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Revision 2026-07-28: each request says its version, and headers repeat parts of the body. */
final class ModernEra {
  static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
  static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
  private static final String SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";
  private static final String WRAPPED_START = "=?base64?";
  private static final String WRAPPED_END = "?=";
  private static final int LIST_TTL_MS = 300_000;

  /** Methods whose header Mcp-Name repeats a parameter. */
  private static final Map<String, String> NAMED =
      Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

  private final Methods methods;
  private final ServerInfo server;

  ModernEra(Methods methods, ServerInfo server) {
    this.methods = methods;
    this.server = server;
  }

  ObjectNode handle(McpCall call) {
    requireMeta(call);
    requireAgreement(call);
    ObjectNode result =
        switch (call.method()) {
          case "server/discover" -> cacheable(discover(), "public");
          case "tools/list" -> cacheable(methods.listTools(call), "private");
          case "tools/call" -> methods.callTool(call);
          default ->
              throw new McpException(
                  McpException.METHOD_NOT_FOUND,
                  404,
                  "no method \""
                      + call.method()
                      + "\"; there are server/discover, tools/list, tools/call");
        };
    result.put("resultType", "complete");
    result.putObject("_meta").set(SERVER_INFO_KEY, server.implementation());
    return result;
  }

  private static void requireMeta(McpCall call) {
    if (!call.meta().path(VERSION_KEY).isString()) {
      throw invalid("params._meta[\"" + VERSION_KEY + "\"] is missing");
    }
    if (!call.meta().path(CAPABILITIES_KEY).isObject()) {
      throw invalid("params._meta[\"" + CAPABILITIES_KEY + "\"] is missing; {} will do");
    }
  }

  private static McpException invalid(String message) {
    return new McpException(McpException.INVALID_PARAMS, 400, message);
  }

  private static void requireAgreement(McpCall call) {
    String version = call.meta().path(VERSION_KEY).stringValue();
    requireHeader(call, "MCP-Protocol-Version", version);
    if (!version.equals(ProtocolVersions.MODERN)) {
      throw unsupported(version);
    }
    requireHeader(call, "Mcp-Method", call.method());
    String parameter = NAMED.get(call.method());
    if (parameter != null) {
      JsonNode value = call.params().path(parameter);
      if (!value.isString()) {
        throw invalid("params." + parameter + " is missing");
      }
      requireHeader(call, "Mcp-Name", value.stringValue());
    }
  }

  private static McpException unsupported(String version) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode supported = data.putArray("supported");
    ProtocolVersions.ALL.forEach(supported::add);
    data.put("requested", version);
    return new McpException(
        McpException.UNSUPPORTED_VERSION,
        400,
        "protocol version \""
            + version
            + "\" is not supported here; supported are "
            + String.join(", ", ProtocolVersions.ALL),
        data);
  }

  private static void requireHeader(McpCall call, String name, String expected) {
    Optional<String> value = call.header(name).map(ModernEra::unwrap);
    if (value.isEmpty() || !value.get().equals(expected)) {
      throw new McpException(
          McpException.HEADER_MISMATCH,
          400,
          "header "
              + name
              + value.map(v -> " is \"" + v + "\"").orElse(" is missing")
              + "; the body says \""
              + expected
              + "\"");
    }
  }

  /** Values that do not fit into a header come wrapped in Base64. */
  private static String unwrap(String value) {
    if (!value.startsWith(WRAPPED_START)
        || !value.endsWith(WRAPPED_END)
        || value.length() < WRAPPED_START.length() + WRAPPED_END.length()) {
      return value;
    }
    String inner = value.substring(WRAPPED_START.length(), value.length() - WRAPPED_END.length());
    try {
      return new String(Base64.getDecoder().decode(inner), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private ObjectNode discover() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = result.putArray("supportedVersions");
    ProtocolVersions.ALL.forEach(versions::add);
    result.set("capabilities", server.capabilities());
    return result.put("instructions", ServerInfo.INSTRUCTIONS);
  }

  private static ObjectNode cacheable(ObjectNode result, String scope) {
    return result.put("ttlMs", LIST_TTL_MS).put("cacheScope", scope);
  }
}
