package dev.perfusion.bridge.http;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.mcp.CancelSignal;
import dev.perfusion.bridge.mcp.Channel;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to one request as a stream of server-sent events. It begins with the first message
 * before the answer; without one, the answer is plain JSON.
 */
final class SseChannel implements Channel {
  private static final byte[] START = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_ID = {};
  private static final byte[] NO_DATA = "data:\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServletResponse response;
  private final boolean accepted;
  private final CancelSignal cancel;
  private final Runnable onBroken;
  private boolean begun;
  private boolean broken;

  /**
   * @param accepted the client takes event streams
   * @param cancel what the request listens to
   * @param onBroken run when the client is found to be gone
   */
  SseChannel(
      HttpServletResponse response, boolean accepted, CancelSignal cancel, Runnable onBroken) {
    this.response = response;
    this.accepted = accepted;
    this.cancel = cancel;
    this.onBroken = onBroken;
  }

  @Override
  public boolean streams() {
    return accepted;
  }

  @Override
  public void send(ObjectNode message) {
    send(null, message);
  }

  @Override
  public void send(String eventId, JsonNode message) {
    if (accepted) {
      event(eventId, message);
    }
  }

  @Override
  public void begin(String eventId) {
    if (accepted) {
      write(id(eventId), NO_DATA);
    }
  }

  private void event(String eventId, JsonNode message) {
    write(id(eventId), START, Json.bytes(message), END);
  }

  private static byte[] id(String eventId) {
    return eventId == null ? NO_ID : ("id: " + eventId + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void keepAlive() {
    if (accepted) {
      write(COMMENT);
    }
  }

  @Override
  public CancelSignal cancel() {
    return cancel;
  }

  /** True when the stream has begun: the answer is its last event then. */
  synchronized boolean begun() {
    return begun;
  }

  /**
   * Sends the answer.
   *
   * @param eventId null for none
   */
  void finish(String eventId, JsonNode answer) {
    event(eventId, answer);
  }

  private void write(byte[]... parts) {
    if (!written(parts)) {
      onBroken.run();
    }
  }

  /** False when the connection broke by this attempt. */
  private synchronized boolean written(byte[]... parts) {
    if (broken) {
      return true;
    }
    try {
      if (!begun) {
        begun = true;
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
      }
      OutputStream out = response.getOutputStream();
      for (byte[] part : parts) {
        out.write(part);
      }
      out.flush();
    } catch (IOException e) {
      broken = true;
    }
    return !broken;
  }
}
