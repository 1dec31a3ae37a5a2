package dev.perfusion.bridge.session;

import dev.perfusion.bridge.error.BridgeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Sessions in this process only. */
public final class InMemorySessionRegistry implements SessionRegistry {
  private static final int LISTED_IN_ERRORS = 5;

  private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();

  @Override
  public void add(Session session) {
    if (sessions.putIfAbsent(session.simulationId(), session) != null) {
      throw taken(session.simulationId());
    }
  }

  @Override
  public void replace(Session session) {
    sessions.put(session.simulationId(), session);
  }

  @Override
  public void requireFree(String simulationId) {
    if (sessions.containsKey(simulationId)) {
      throw taken(simulationId);
    }
  }

  @Override
  public Session get(String simulationId) {
    Session session = sessions.get(simulationId);
    if (session == null) {
      throw BridgeException.notFound(
          "simulationId", "no simulation \"" + simulationId + "\" is loaded", hint());
    }
    return session;
  }

  @Override
  public Optional<Session> find(String simulationId) {
    return Optional.ofNullable(sessions.get(simulationId));
  }

  @Override
  public <T> T change(Session session, Function<Session, T> change) {
    return change.apply(session);
  }

  @Override
  public boolean remove(String simulationId) {
    return sessions.remove(simulationId) != null;
  }

  @Override
  public List<Session> all() {
    return sessions.values().stream().sorted(Comparator.comparing(Session::simulationId)).toList();
  }

  private static BridgeException taken(String simulationId) {
    return BridgeException.conflict(
        "simulationId",
        "a simulation \"" + simulationId + "\" is loaded already",
        "give another simulationId, or work with the one that is loaded");
  }

  private String hint() {
    List<String> ids = sessions.keySet().stream().sorted().limit(LISTED_IN_ERRORS).toList();
    return ids.isEmpty()
        ? "call load_simulation first"
        : "loaded: " + String.join(", ", ids) + (sessions.size() > ids.size() ? ", ..." : "");
  }
}
