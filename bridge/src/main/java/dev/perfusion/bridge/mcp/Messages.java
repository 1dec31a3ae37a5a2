package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC messages and the pieces of results that many methods share. */
public final class Messages {
  private Messages() {}

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A notification without parameters yet. */
  static ObjectNode notification(String method) {
    return object().put("jsonrpc", "2.0").put("method", method);
  }

  static ObjectNode notification(String method, ObjectNode params) {
    ObjectNode message = notification(method);
    message.set("params", params);
    return message;
  }

  static ObjectNode result(JsonNode id, ObjectNode result) {
    ObjectNode reply = object().put("jsonrpc", "2.0");
    reply.set("id", id);
    reply.set("result", result);
    return reply;
  }

  /** The protocol's schema knows no null id: an error about a message without one has none. */
  static ObjectNode error(JsonNode id, McpException error) {
    ObjectNode reply = object().put("jsonrpc", "2.0");
    if (id.isString() || id.isIntegralNumber()) {
      reply.set("id", id);
    }
    reply.set("error", error.toJson());
    return reply;
  }

  /** A result of one text. */
  public static ObjectNode text(String text) {
    ObjectNode result = object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
