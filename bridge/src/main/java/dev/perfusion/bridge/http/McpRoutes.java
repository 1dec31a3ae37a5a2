package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.mcp.McpCall;
import dev.perfusion.bridge.mcp.McpEndpoint;
import dev.perfusion.bridge.mcp.McpReply;
import io.javalin.config.RoutesConfig;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** MCP on {@code POST /mcp}: one JSON answer per message, no sessions, no streams. */
final class McpRoutes {
  private static final String PATH = "/mcp";

  private final McpEndpoint endpoint;
  private final Pipeline pipeline;

  McpRoutes(McpEndpoint endpoint, Pipeline pipeline) {
    this.endpoint = endpoint;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.post(PATH, pipeline.known("POST", PATH, this::message));
    routes.get(PATH, pipeline.open("GET", PATH, McpRoutes::onlyPost));
    routes.delete(PATH, pipeline.open("DELETE", PATH, McpRoutes::onlyPost));
  }

  private void message(Exchange exchange) {
    McpReply reply = answer(exchange);
    if (reply.body() == null) {
      exchange.reply(reply.httpStatus());
    } else {
      exchange.reply(reply.httpStatus(), reply.body());
    }
  }

  private McpReply answer(Exchange exchange) {
    JsonNode body;
    try {
      body = exchange.body();
    } catch (HttpFault e) {
      if (e.status() == 400) {
        return McpEndpoint.parseError(e.getMessage());
      }
      throw e;
    }
    return endpoint.handle(
        new McpCall(body, exchange::header, exchange.caller(), exchange.correlationId()));
  }

  private static void onlyPost(Exchange exchange) {
    throw new HttpFault(
        405,
        ErrorCode.INVALID_INPUT,
        "MCP messages are sent with POST; this server has no streams and no sessions",
        Map.of("Allow", "POST"));
  }
}
