package dev.perfusion.bridge.session;

import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.error.BridgeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The loaded simulations. */
public interface SessionRegistry {
  /**
   * What is known of a session without opening it.
   *
   * @param usedAt when it was last used, as far as is known: of one that is not in memory, when it
   *     was last changed
   */
  record Info(
      String simulationId,
      ModelSource source,
      ModelInfo model,
      Instant createdAt,
      Instant usedAt) {}

  /** A session that was unloaded without being asked. */
  record Eviction(String simulationId, Instant at, String reason) {}

  /**
   * Adds a session.
   *
   * @return what had to leave for it
   * @throws BridgeException {@code Conflict} when the id is taken
   */
  List<Eviction> add(Session session);

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
   * @throws BridgeException {@code NotFound}, with the ids that exist or why it was unloaded
   */
  Session get(String simulationId);

  /** Looks a session up that may not be there. */
  Optional<Session> find(String simulationId);

  /**
   * Changes a session; when this returns, the change outlives the process as far as the sessions
   * do.
   *
   * @param change may be called several times, on copies; the last call is on the session
   * @throws BridgeException {@code NotFound}; what the change throws, and then nothing has changed
   */
  <T> T change(String simulationId, Function<Session, T> change);

  /**
   * Forgets a session.
   *
   * @return false when there was none
   */
  boolean remove(String simulationId);

  /** All sessions, by id. */
  List<Info> all();

  /** Number of sessions in memory. */
  int size();

  /** Memory that their models take, roughly. */
  long sizeBytes();
}
