package dev.perfusion.bridge.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Headers of revision 2026-07-28, which repeat parts of the body and must agree with it. */
final class Headers {
  static final String VERSION = "MCP-Protocol-Version";

  private static final String WRAPPED_START = "=?base64?";
  private static final String WRAPPED_END = "?=";
  private static final int BASE64_GROUP = 4;

  /** Methods whose header Mcp-Name repeats a parameter. */
  private static final Map<String, String> NAMED =
      Map.of(
          "tools/call", "name",
          "prompts/get", "name",
          "resources/read", "uri",
          "tasks/get", "taskId",
          "tasks/update", "taskId",
          "tasks/cancel", "taskId");

  private Headers() {}

  /** Compares method and name with the body. */
  static void check(McpCall call) {
    require(call, "Mcp-Method", call.method());
    String parameter = NAMED.get(call.method());
    if (parameter != null) {
      JsonNode value = call.params().path(parameter);
      if (!value.isString()) {
        throw new McpException(
            McpException.INVALID_PARAMS, 400, "params." + parameter + " is missing");
      }
      require(call, "Mcp-Name", value.stringValue());
    }
  }

  static void require(McpCall call, String name, String expected) {
    Optional<String> value = call.header(name).map(text -> decode(name, text));
    if (value.isEmpty() || !value.get().equals(expected)) {
      throw mismatch(name, value, expected);
    }
  }

  /**
   * @param expected what the body says; null for nothing
   */
  static McpException mismatch(String name, Optional<String> value, String expected) {
    return new McpException(
        McpException.HEADER_MISMATCH,
        400,
        "header "
            + name
            + value.map(v -> " is \"" + v + "\"").orElse(" is missing")
            + (expected == null
                ? "; the body has no such value"
                : "; the body says \"" + expected + "\""));
  }

  /**
   * Values that do not fit into a header come wrapped in Base64.
   *
   * @throws McpException when the wrapping is faulty
   */
  static String decode(String name, String value) {
    if (!value.startsWith(WRAPPED_START)
        || !value.endsWith(WRAPPED_END)
        || value.length() < WRAPPED_START.length() + WRAPPED_END.length()) {
      return value;
    }
    String inner = value.substring(WRAPPED_START.length(), value.length() - WRAPPED_END.length());
    try {
      // The decoder of the JDK forgives missing padding, the protocol does not.
      if (inner.length() % BASE64_GROUP == 0) {
        return new String(Base64.getDecoder().decode(inner), StandardCharsets.UTF_8);
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new McpException(
        McpException.HEADER_MISMATCH, 400, "header " + name + " is not valid Base64: " + value);
  }
}
