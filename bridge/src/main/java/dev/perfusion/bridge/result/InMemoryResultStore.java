package dev.perfusion.bridge.result;

import dev.perfusion.bridge.error.BridgeException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results in memory, bounded by number and by size: those not used for longest leave first. The
 * newest always stays, even when it alone is beyond the bound. What has left is read from the
 * archive, if that has it.
 */
public final class InMemoryResultStore implements ResultStore {
  private final int maxEntries;
  private final long maxBytes;
  private final ResultArchive archive;
  private final Map<String, StoredResult> results = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** A store with bounds, both at least 1. */
  public InMemoryResultStore(int maxEntries, long maxBytes, ResultArchive archive) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.archive = archive;
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
  public StoredResult get(String resultsId) {
    return find(resultsId).orElseThrow(() -> unknown(resultsId));
  }

  @Override
  public Optional<StoredResult> find(String resultsId) {
    StoredResult result = inMemory(resultsId);
    if (result != null) {
      return Optional.of(result);
    }
    return archive.read(resultsId).map(this::unlessReplaced);
  }

  /** Another job may have put its results under the same id while the archive was read. */
  private synchronized StoredResult unlessReplaced(StoredResult archived) {
    StoredResult newer = results.get(archived.resultsId());
    if (newer != null) {
      return newer;
    }
    put(archived);
    return archived;
  }

  private synchronized StoredResult inMemory(String resultsId) {
    return results.get(resultsId);
  }

  private BridgeException unknown(String resultsId) {
    String kept =
        archive == ResultArchive.NONE
            ? "; only the newest "
                + maxEntries
                + " results ("
                + maxBytes / (1024 * 1024)
                + " MB) are kept"
            : "";
    return BridgeException.notFound(
        "resultsId",
        "no results \"" + resultsId + "\"",
        "take resultsId from get_job_status of a succeeded job" + kept);
  }

  @Override
  public synchronized void remove(String resultsId) {
    StoredResult former = results.remove(resultsId);
    bytes -= former == null ? 0 : former.sizeBytes();
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
