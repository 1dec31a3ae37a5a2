package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sessions of the revisions up to 2025-11-25. Bounded in number and in time, as clients seldom say
 * goodbye: a new session takes the place of the one that was idle longest.
 */
final class Peers {
  private static final int MOST = 1000;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(30);

  private final Map<String, Peer> byId = new LinkedHashMap<>(16, 0.75f, true);
  private final Consumer<Peer> onEnd;

  /**
   * @param onEnd told of each session that ends
   */
  Peers(Consumer<Peer> onEnd) {
    this.onEnd = onEnd;
  }

  synchronized void add(Peer peer) {
    byId.values().stream().filter(p -> p.idleNanos() > IDLE_NANOS).toList().forEach(this::remove);
    if (byId.size() >= MOST) {
      // Least recently used first; one that is being served only when all are.
      byId.values().stream()
          .filter(candidate -> candidate.idleNanos() > 0)
          .findFirst()
          .or(() -> byId.values().stream().findFirst())
          .ifPresent(this::remove);
    }
    byId.put(peer.id(), peer);
  }

  /** The session of that id; empty when it has ended, never was, or is somebody else's. */
  synchronized Optional<Peer> get(String id, Identity caller) {
    Peer peer = byId.get(id);
    if (peer == null || !peer.owner().equals(caller.subject())) {
      return Optional.empty();
    }
    peer.touch();
    return Optional.of(peer);
  }

  synchronized void remove(Peer peer) {
    if (byId.remove(peer.id()) != null) {
      end(peer);
    }
  }

  synchronized void close() {
    byId.values().forEach(this::end);
    byId.clear();
  }

  private void end(Peer peer) {
    peer.close();
    onEnd.accept(peer);
  }
}
