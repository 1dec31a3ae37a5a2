package dev.perfusion.bridge.audit;

import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on its way into the chain. Its payload is written out by whoever notes it; number, time
 * and hashes come when it is its turn, which is then short.
 */
final class AuditEvent {
  private final byte[] text;
  private final int[] places;
  private final Thread waiting;
  private volatile boolean done;

  /**
   * An event.
   *
   * @param waiting who waits until it is written; null for nobody
   */
  AuditEvent(AuditPayload payload, Thread waiting) {
    this.waiting = waiting;
    text = payload.bytes();
    places = payload.places();
  }

  /** An event whose content is a JSON object, for which nobody waits. */
  AuditEvent(String type, ObjectNode content) {
    this(new AuditPayload(type).members(content), null);
  }

  /** The canonical text without those of the chain, each member with a comma after it. */
  byte[] text() {
    return text;
  }

  /** Where in the text a member of the chain belongs. */
  int place(int ofChain) {
    return places[ofChain];
  }

  boolean isAwaited() {
    return waiting != null;
  }

  boolean isDone() {
    return done;
  }

  /** Whoever waits for it may go on. */
  void done() {
    done = true;
  }

  /** Makes whoever waits look again. */
  void wake() {
    if (waiting != null && waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
  }
}
