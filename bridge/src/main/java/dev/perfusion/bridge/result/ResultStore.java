package dev.perfusion.bridge.result;

import dev.perfusion.bridge.error.BridgeException;
import java.util.Optional;

/** Results by id. */
public interface ResultStore {
  /** Takes a result; one of the same id is replaced. */
  void put(StoredResult result);

  /**
   * Looks a result up.
   *
   * @throws BridgeException {@code NotFound}
   */
  StoredResult get(String resultsId);

  /** Looks a result up that may be gone. */
  Optional<StoredResult> find(String resultsId);

  /** Forgets a result, if there is one. */
  void remove(String resultsId);

  /** Number of results in memory. */
  int size();

  /** Memory that they take. */
  long sizeBytes();
}
