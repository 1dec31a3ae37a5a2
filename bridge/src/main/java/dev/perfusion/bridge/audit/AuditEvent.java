package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on its way into the chain. Its payload is written out by whoever notes it; number, time
 * and hashes come when it is its turn, which is then short.
 */
final class AuditEvent {
  /** Members that come last, in the order of their names. */
  static final List<String> OF_CHAIN = List.of("hash", "previousHash", "sequence", "timestamp");

  private static final int USUAL_LENGTH = 1024;

  private final byte[] text;
  private final int[] places = new int[OF_CHAIN.size()];
  private final Thread waiting = Thread.currentThread();
  private volatile boolean done;

  AuditEvent(String type, ObjectNode payload) {
    payload.put("eventId", EventIds.next());
    payload.put("eventType", type);
    payload.remove(OF_CHAIN);
    StringBuilder members = new StringBuilder(USUAL_LENGTH).append('{');
    int passed = 0;
    for (Map.Entry<String, JsonNode> member : CanonicalJson.sorted(payload)) {
      while (passed < places.length && OF_CHAIN.get(passed).compareTo(member.getKey()) < 0) {
        places[passed++] = members.length();
      }
      CanonicalJson.appendMember(member, members);
      members.append(',');
    }
    while (passed < places.length) {
      places[passed++] = members.length();
    }
    text = members.toString().getBytes(StandardCharsets.ISO_8859_1);
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
