package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Progress of one request: only upwards, and at most ten times a second. */
final class ProgressReporter {
  /** With room for what the way to the client squeezes together. */
  private static final long LEAST_NANOS = 120_000_000;

  private final JsonNode token;
  private final Channel channel;
  private double last = Double.NEGATIVE_INFINITY;
  private long lastNanos;

  /**
   * @param token what the client gave to tell its requests apart
   */
  ProgressReporter(JsonNode token, Channel channel) {
    this.token = token;
    this.channel = channel;
  }

  synchronized void report(double progress, double total, String message) {
    long now = System.nanoTime();
    boolean first = last == Double.NEGATIVE_INFINITY;
    if (!(progress > last) || !first && now - lastNanos < LEAST_NANOS) {
      return;
    }
    last = progress;
    lastNanos = now;
    ObjectNode params = Messages.object();
    params.set("progressToken", token);
    params.put("progress", progress).put("total", total);
    if (message != null) {
      params.put("message", message);
    }
    channel.send(Messages.notification("notifications/progress", params));
  }
}
