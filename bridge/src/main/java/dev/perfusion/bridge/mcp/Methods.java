package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.Confirmation;
import dev.perfusion.bridge.tool.ToolCalls;
import dev.perfusion.bridge.tool.ToolContext;
import dev.perfusion.bridge.tool.ToolEntry;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The methods that both eras have. */
final class Methods {
  private final ToolCalls calls;

  Methods(ToolCalls calls) {
    this.calls = calls;
  }

  /** Everything on one page, so that a client that follows no cursor misses nothing. */
  ObjectNode listTools(McpCall call) {
    JsonNode cursor = call.params().path("cursor");
    if (!cursor.isMissingNode() && !cursor.isNull()) {
      throw new McpException(
          McpException.INVALID_PARAMS,
          200,
          "cursor "
              + cursor
              + " was not given out by this server: all tools are on the first page");
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.set("tools", ToolListing.of(calls.catalogue(), call.caller()));
    return result;
  }

  /**
   * Calls a tool. What the tool refuses is a result with {@code isError}; an unknown tool or a
   * missing role is a protocol error.
   */
  ObjectNode callTool(McpCall call) {
    JsonNode name = call.params().path("name");
    if (!name.isString()) {
      throw new McpException(
          McpException.INVALID_PARAMS, 200, "params.name is missing: name the tool to call");
    }
    ToolEntry<?, ?> entry = entry(name.stringValue());
    ToolContext context =
        new ToolContext(
            call.caller(), "mcp", call.correlationId(), Confirmation.ASSUMED, Optional.empty());
    try {
      Record response = calls.call(entry.spec().name(), arguments(call), context);
      return ToolResults.success(entry, response);
    } catch (BridgeException e) {
      if (e.code() == ErrorCode.FORBIDDEN) {
        throw new McpException(McpException.INVALID_PARAMS, e.code().httpStatus(), e.getMessage());
      }
      return ToolResults.failure(e);
    }
  }

  private static JsonNode arguments(McpCall call) {
    JsonNode arguments = call.params().path("arguments");
    return arguments.isMissingNode() ? Json.mapper().createObjectNode() : arguments;
  }

  private ToolEntry<?, ?> entry(String name) {
    try {
      return calls.catalogue().get(name);
    } catch (BridgeException e) {
      throw new McpException(
          McpException.INVALID_PARAMS, 200, e.getMessage() + "; " + e.details().get(0).hint());
    }
  }
}
