package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;

/**
 * Answer to one message.
 *
 * @param httpStatus status where the transport has one
 * @param body JSON-RPC response; null when there is none: for notifications, and for requests that
 *     the client no longer wants answered
 * @param sessionId id of the session that the message began; null when it began none
 * @param eventId id of the answer where it is the last event of a stream that can be resumed; else
 *     null
 */
public record McpReply(int httpStatus, JsonNode body, String sessionId, String eventId) {
  McpReply(int httpStatus, JsonNode body) {
    this(httpStatus, body, null, null);
  }

  McpReply with(String id) {
    return id == null ? this : new McpReply(httpStatus, body, sessionId, id);
  }
}
