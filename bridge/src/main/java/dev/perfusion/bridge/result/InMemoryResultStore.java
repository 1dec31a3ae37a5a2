package dev.perfusion.bridge.result;

import dev.perfusion.bridge.error.BridgeException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Results in memory, bounded by number and by size: the oldest leave first. The newest always
 * stays, even when it alone is beyond the bound.
 */
public final class InMemoryResultStore implements ResultStore {
  private final int maxEntries;
  private final long maxBytes;
  private final Map<String, StoredResult> results = new LinkedHashMap<>();
  private long bytes;

  /** A store with bounds, both at least 1. */
  public InMemoryResultStore(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void put(StoredResult result) {
    StoredResult former = results.remove(result.resultsId());
    bytes += result.sizeBytes() - (former == null ? 0 : former.sizeBytes());
    results.put(result.resultsId(), result);
    Iterator<StoredResult> oldest = results.values().iterator();
    while (results.size() > 1 && (results.size() > maxEntries || bytes > maxBytes)) {
      bytes -= oldest.next().sizeBytes();
      oldest.remove();
    }
  }

  @Override
  public synchronized StoredResult get(String resultsId) {
    StoredResult result = results.get(resultsId);
    if (result == null) {
      throw BridgeException.notFound(
          "resultsId",
          "no results \"" + resultsId + "\"",
          "take resultsId from get_job_status of a succeeded job; only the newest "
              + maxEntries
              + " results ("
              + maxBytes / (1024 * 1024)
              + " MB) are kept");
    }
    return result;
  }

  @Override
  public synchronized int size() {
    return results.size();
  }

  @Override
  public synchronized long sizeBytes() {
    return bytes;
  }
}
