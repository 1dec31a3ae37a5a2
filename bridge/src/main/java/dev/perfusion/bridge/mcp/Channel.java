package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way back to a client while one of its requests is answered: what is sent here arrives before
 * the answer. Safe for use by many threads.
 */
public interface Channel {
  /** False when the client takes nothing but the answer itself; then {@link #send} does nothing. */
  boolean streams();

  /** Sends a notification or a request of the server. */
  void send(ObjectNode message);

  /** Sends any message, with the id of the event where the transport has events. */
  default void send(String eventId, JsonNode message) {
    send((ObjectNode) message);
  }

  /** Begins a stream and names the place, so that a client can come back that hears nothing. */
  default void begin(String eventId) {
    keepAlive();
  }

  /**
   * Says that the request now waits for something else, a job or a person: where requests are
   * answered one after the other, the next one need not wait any more.
   */
  default void waits() {}

  /** Keeps the connection from being taken for dead; called while nothing is said for long. */
  void keepAlive();

  /**
   * Asked for by the transport when the client is gone and that means that it no longer wants the
   * answer, and by the protocol when the client says so.
   */
  CancelSignal cancel();
}
