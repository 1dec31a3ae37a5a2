package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as handlers see it, whatever its era.
 *
 * @param params its parameters
 * @param caller who calls
 * @param correlationId joins log, audit and error
 * @param client the client behind it
 */
public record McpRequest(ObjectNode params, Identity caller, String correlationId, Client client) {
  /**
   * A text parameter.
   *
   * @throws McpException when it is missing
   */
  public String text(String name) {
    JsonNode value = params.path(name);
    if (!value.isString()) {
      throw McpException.invalid("params." + name + " is missing");
    }
    return value.stringValue();
  }

  /** Arguments of a tool or a prompt; an empty object when there are none. */
  public JsonNode arguments() {
    JsonNode arguments = params.path("arguments");
    return arguments.isMissingNode() || arguments.isNull() ? Messages.object() : arguments;
  }
}
