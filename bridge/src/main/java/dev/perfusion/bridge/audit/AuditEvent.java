package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on its way into the chain. Its payload is written out by whoever notes it; number, time
 * and hashes come when it is its turn, which is then short.
 */
final class AuditEvent {
  private static final String HASH = "hash";

  private final TreeMap<String, String> members = new TreeMap<>();
  private final Thread waiting = Thread.currentThread();
  private volatile boolean done;

  AuditEvent(String type, ObjectNode payload) {
    CanonicalJson.members(payload, members);
    members.put("eventId", '"' + EventIds.next() + '"');
    members.put("eventType", CanonicalJson.quoted(type));
  }

  /**
   * The line of the event, with its end.
   *
   * @param hash receives the hash of the event
   */
  byte[] line(
      String timestamp, long sequence, String previousHash, MessageDigest digest, String[] hash) {
    members.put("timestamp", '"' + timestamp + '"');
    members.put("sequence", Long.toString(sequence));
    members.put("previousHash", '"' + previousHash + '"');
    StringBuilder text = new StringBuilder(1024);
    int place = 0;
    for (Map.Entry<String, String> member : members.entrySet()) {
      if (place == 0 && member.getKey().compareTo(HASH) > 0) {
        place = text.length() == 0 ? 1 : text.length() + 1;
      }
      text.append(text.length() == 0 ? '{' : ',').append(CanonicalJson.quoted(member.getKey()));
      text.append(':').append(member.getValue());
    }
    byte[] hashed = text.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    hash[0] = HexFormat.of().formatHex(digest.digest(hashed));
    byte[] inserted = ("\"" + HASH + "\":\"" + hash[0] + "\",").getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[hashed.length + inserted.length + 1];
    System.arraycopy(hashed, 0, line, 0, place);
    System.arraycopy(inserted, 0, line, place, inserted.length);
    System.arraycopy(hashed, place, line, place + inserted.length, hashed.length - place);
    line[line.length - 1] = '\n';
    return line;
  }

  boolean isDone() {
    return done;
  }

  /** Lets whoever waits for it go on. */
  void done() {
    done = true;
    wake();
  }

  /** Makes whoever waits look again. */
  void wake() {
    if (waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
  }
}
