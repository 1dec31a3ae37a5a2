package dev.perfusion.bridge.result;

import dev.perfusion.bridge.error.BridgeException;

/** Keeps results. */
public interface ResultStore {
  /** Keeps a result; one of the same id is replaced. */
  void put(StoredResult result);

  /**
   * Looks a result up.
   *
   * @throws BridgeException {@code NotFound}
   */
  StoredResult get(String resultsId);

  /** Number of results kept. */
  int size();

  /** Memory that they take. */
  long sizeBytes();
}
