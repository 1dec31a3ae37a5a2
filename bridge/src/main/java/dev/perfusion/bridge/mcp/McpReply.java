package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;

/**
 * Answer to one message.
 *
 * @param httpStatus status where the transport has one
 * @param body JSON-RPC response; null when there is none: for notifications, and for requests that
 *     the client no longer wants answered
 * @param sessionId id of the session that the message began; null when it began none
 */
public record McpReply(int httpStatus, JsonNode body, String sessionId) {
  McpReply(int httpStatus, JsonNode body) {
    this(httpStatus, body, null);
  }
}
