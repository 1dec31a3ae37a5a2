package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;

/**
 * Answer to one message.
 *
 * @param httpStatus status where the transport has one
 * @param body JSON-RPC response; null for a notification
 */
public record McpReply(int httpStatus, JsonNode body) {}
