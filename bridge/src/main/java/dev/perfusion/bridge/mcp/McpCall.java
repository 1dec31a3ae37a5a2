package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a client.
 *
 * @param body the JSON-RPC message
 * @param headers a header by name, any case
 * @param caller who calls
 * @param correlationId joins log, audit and error
 */
public record McpCall(
    JsonNode body,
    Function<String, Optional<String>> headers,
    Identity caller,
    String correlationId) {

  Optional<String> header(String name) {
    return headers.apply(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  String method() {
    return body.path("method").asString("");
  }

  /** Parameters; an empty object when there are none. */
  ObjectNode params() {
    return body.path("params") instanceof ObjectNode params
        ? params
        : JsonNodeFactory.instance.objectNode();
  }

  JsonNode meta() {
    return params().path("_meta");
  }
}
