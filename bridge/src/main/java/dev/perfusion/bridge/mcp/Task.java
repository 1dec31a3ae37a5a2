package dev.perfusion.bridge.mcp;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * Work that goes on after its request was answered, as the tasks extension shows it.
 *
 * @param message for people; null for none
 * @param content what the status brings along: the requests to answer, the result of the tool or
 *     the JSON-RPC error; null for the other states
 */
public record Task(
    String taskId,
    Status status,
    String message,
    Instant createdAt,
    Instant updatedAt,
    ObjectNode content) {
  private static final int POLL_INTERVAL_MS = 500;

  /** Where a task stands. */
  public enum Status {
    /** At work. */
    WORKING("working", null),
    /** Waits for answers. */
    INPUT_REQUIRED("input_required", "inputRequests"),
    /** The tool has answered, if only to say that it failed. */
    COMPLETED("completed", "result"),
    /** Ended by a JSON-RPC error. */
    FAILED("failed", "error"),
    /** Stopped by the client. */
    CANCELLED("cancelled", null);

    private final String wireName;
    private final String contentName;

    Status(String wireName, String contentName) {
      this.wireName = wireName;
      this.contentName = contentName;
    }
  }

  /** The handle that is given out in place of a result. */
  ObjectNode handle() {
    ObjectNode handle = Messages.object().put("taskId", taskId).put("status", status.wireName);
    if (message != null) {
      handle.put("statusMessage", message);
    }
    handle.put("createdAt", createdAt.toString());
    handle.put("lastUpdatedAt", updatedAt.toString());
    // No time after which it is surely gone: finished jobs leave when there are too many.
    handle.putNull("ttlMs");
    return handle.put("pollIntervalMs", POLL_INTERVAL_MS);
  }

  /** The handle with its content. */
  ObjectNode details() {
    ObjectNode details = handle();
    if (status.contentName != null) {
      details.set(status.contentName, content);
    }
    return details;
  }
}
