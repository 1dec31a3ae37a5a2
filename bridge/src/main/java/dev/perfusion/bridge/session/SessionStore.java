package dev.perfusion.bridge.session;

import java.util.List;
import java.util.Optional;

/**
 * Keeps sessions beyond the end of the process. A method returns when its change would survive a
 * kill of the process.
 */
public interface SessionStore {
  /** Keeps nothing. */
  SessionStore NONE =
      new SessionStore() {
        @Override
        public Optional<SessionRecord> read(String simulationId) {
          return Optional.empty();
        }

        @Override
        public boolean create(SessionRecord session) {
          return true;
        }

        @Override
        public boolean update(SessionRecord session) {
          return true;
        }

        @Override
        public boolean delete(String simulationId) {
          return false;
        }

        @Override
        public List<SessionRecord> all() {
          return List.of();
        }

        @Override
        public boolean shared() {
          return false;
        }
      };

  /** Looks a session up; counts as its use. */
  Optional<SessionRecord> read(String simulationId);

  /** Keeps a new session; false when the id is taken. */
  boolean create(SessionRecord session);

  /**
   * Keeps a session in place of the one whose version is one less; false when there is none such.
   */
  boolean update(SessionRecord session);

  /** Forgets a session; false when there was none. */
  boolean delete(String simulationId);

  /** All sessions, in no order. */
  List<SessionRecord> all();

  /** Other processes may use it too. */
  boolean shared();
}
