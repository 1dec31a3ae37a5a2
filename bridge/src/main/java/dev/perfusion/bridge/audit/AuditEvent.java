package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on its way into the chain. Its payload is written out by whoever notes it; number, time
 * and hashes come when it is its turn, which is then short.
 */
final class AuditEvent {
  private final byte[] text;
  private final int[] places;
  private final Thread waiting = Thread.currentThread();
  private volatile boolean done;

  AuditEvent(AuditPayload payload) {
    text = payload.bytes();
    places = payload.places();
  }

  /** An event whose content is a JSON object. */
  AuditEvent(String type, ObjectNode content) {
    this(payload(type, content));
  }

  private static AuditPayload payload(String type, ObjectNode content) {
    AuditPayload payload = new AuditPayload(type);
    CanonicalJson.sorted(content)
        .forEach(member -> payload.json(member.getKey(), member.getValue()));
    return payload;
  }

  /** The canonical text without those of the chain, each member with a comma after it. */
  byte[] text() {
    return text;
  }

  /** Where in the text a member of the chain belongs. */
  int place(int ofChain) {
    return places[ofChain];
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
    if (waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
  }
}
