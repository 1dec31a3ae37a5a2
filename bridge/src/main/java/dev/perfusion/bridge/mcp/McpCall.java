package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a client.
 *
 * @param body the JSON-RPC message
 * @param headers a header by name, any case; null where the transport has none
 * @param caller who calls
 * @param correlationId joins log, audit and error
 * @param channel the way back
 * @param connection what is known of the client where the transport is one connection; else null
 */
public record McpCall(
    JsonNode body,
    Function<String, Optional<String>> headers,
    Identity caller,
    String correlationId,
    Channel channel,
    Peer connection) {
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

  /** Another message that came along with this one. */
  McpCall of(JsonNode message) {
    return new McpCall(message, headers, caller, correlationId, channel, connection);
  }

  /** The same message with another way back. */
  McpCall on(Channel other) {
    return new McpCall(body, headers, caller, correlationId, other, connection);
  }

  boolean hasHeaders() {
    return headers != null;
  }

  Optional<String> header(String name) {
    return headers == null
        ? Optional.empty()
        : headers.apply(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  /**
   * What joins log, audit and error: the trace that the message belongs to (W3C trace context),
   * unless the transport was given an id.
   */
  String trace() {
    Matcher trace = TRACE.matcher(meta().path("traceparent").asString(""));
    return trace.matches() && header("X-Correlation-Id").isEmpty() ? trace.group(1) : correlationId;
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

  /**
   * True when the message belongs to a revision that names itself in each request: its {@code
   * _meta} has a protocol version, or it is not {@code initialize} and its headers are modern.
   */
  public boolean isModern() {
    return meta().has(ModernEra.VERSION_KEY)
        || !method().equals("initialize")
            && (header("Mcp-Method").isPresent()
                || header("MCP-Protocol-Version")
                    .filter(ProtocolVersions.MODERN::equals)
                    .isPresent());
  }
}
