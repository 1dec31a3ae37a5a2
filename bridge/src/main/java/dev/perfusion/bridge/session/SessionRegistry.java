package dev.perfusion.bridge.session;

import dev.perfusion.bridge.error.BridgeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The loaded simulations. */
public interface SessionRegistry {
  /**
   * Adds a session.
   *
   * @throws BridgeException {@code Conflict} when the id is taken
   */
  void add(Session session);

  /** Puts a session in the place of the one of the same id, or adds it. */
  void replace(Session session);

  /**
   * Takes an id before the costly load, so that a duplicate is refused at once.
   *
   * @throws BridgeException {@code Conflict} when the id is taken
   */
  void requireFree(String simulationId);

  /**
   * Looks a session up.
   *
   * @throws BridgeException {@code NotFound}, with the ids that exist
   */
  Session get(String simulationId);

  /** Looks a session up that may not be there. */
  Optional<Session> find(String simulationId);

  /**
   * Changes a session; when this returns, the change outlives the process as far as the sessions
   * do.
   */
  <T> T change(Session session, Function<Session, T> change);

  /**
   * Forgets a session.
   *
   * @return false when there was none
   */
  boolean remove(String simulationId);

  /** All sessions, by id. */
  List<Session> all();
}
