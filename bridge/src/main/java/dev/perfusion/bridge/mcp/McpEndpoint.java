package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.tool.ToolCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers MCP messages of both eras on one address.
 *
 * <p>A message is modern when its {@code _meta} names a protocol version, or when it is not {@code
 * initialize} and its headers are modern. Everything else is legacy.
 */
public final class McpEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);

  private final LegacyEra legacy;
  private final ModernEra modern;

  /**
   * @param serviceName name in serverInfo
   * @param serviceVersion version in serverInfo
   */
  public McpEndpoint(ToolCalls calls, String serviceName, String serviceVersion) {
    Methods methods = new Methods(calls);
    ServerInfo server = new ServerInfo(serviceName, serviceVersion);
    legacy = new LegacyEra(methods, server);
    modern = new ModernEra(methods, server);
  }

  /** Answers a message; never throws. */
  public McpReply handle(McpCall call) {
    JsonNode id = call.body().path("id");
    try {
      requireMessage(call.body());
      if (!call.body().has("method")) {
        return new McpReply(202, null);
      }
      if (!call.body().has("id")) {
        return notification(call);
      }
      ObjectNode result = isModern(call) ? modern.handle(call) : legacy.handle(call);
      ObjectNode reply = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
      reply.set("id", id);
      reply.set("result", result);
      return new McpReply(200, reply);
    } catch (McpException e) {
      return error(id, e);
    } catch (RuntimeException e) {
      LOG.error("{}: {} failed", call.correlationId(), call.method(), e);
      return error(
          id,
          new McpException(
              McpException.INTERNAL_ERROR, 500, "a fault of the server, which its log describes"));
    }
  }

  /** The answer to a body that is not JSON. */
  public static McpReply parseError(String message) {
    return error(
        JsonNodeFactory.instance.missingNode(),
        new McpException(McpException.PARSE_ERROR, 400, message));
  }

  private McpReply notification(McpCall call) {
    if (!isModern(call)) {
      legacy.requireKnownVersion(call);
    }
    return new McpReply(202, null);
  }

  private static void requireMessage(JsonNode body) {
    if (body.isArray()) {
      throw new McpException(
          McpException.INVALID_REQUEST, 400, "batches are not supported: send one message");
    }
    boolean response = body.has("result") || body.has("error");
    boolean request = body.path("method").isString();
    if (!body.isObject()
        || !"2.0".equals(body.path("jsonrpc").asString(""))
        || !request && !response) {
      throw new McpException(
          McpException.INVALID_REQUEST,
          400,
          "not a JSON-RPC 2.0 message: jsonrpc must be \"2.0\" and method a string");
    }
    JsonNode id = body.path("id");
    if (!id.isMissingNode() && !id.isString() && !id.isIntegralNumber()) {
      throw new McpException(
          McpException.INVALID_REQUEST, 400, "id must be a string or a whole number");
    }
    JsonNode params = body.path("params");
    if (!params.isMissingNode() && !params.isObject()) {
      throw new McpException(McpException.INVALID_REQUEST, 400, "params must be an object");
    }
  }

  private static boolean isModern(McpCall call) {
    return call.meta().has(ModernEra.VERSION_KEY)
        || !call.method().equals("initialize")
            && (call.header("Mcp-Method").isPresent()
                || call.header("MCP-Protocol-Version")
                    .filter(ProtocolVersions.MODERN::equals)
                    .isPresent());
  }

  private static McpReply error(JsonNode id, McpException e) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    // The protocol's schema knows no null id: an error about a message without one has none.
    if (id.isString() || id.isIntegralNumber()) {
      reply.set("id", id);
    }
    ObjectNode error = reply.putObject("error");
    error.put("code", e.code());
    error.put("message", e.getMessage());
    if (e.data() != null) {
      error.set("data", e.data());
    }
    return new McpReply(e.httpStatus(), reply);
  }
}
