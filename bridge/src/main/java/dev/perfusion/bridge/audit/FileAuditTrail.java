package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Audit files on disk, one per UTC day ({@code YYYY/MM/DD.jsonl}). Each event holds the hash of its
 * predecessor, also across days; the first of all holds 64 zeros. The hash is SHA-256 of the event
 * without {@code hash} in canonical JSON. One thread writes; a full queue makes callers wait rather
 * than lose events.
 */
public final class FileAuditTrail implements AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditTrail.class);
  private static final int QUEUE = 10_000;
  private static final int BATCH = 256;

  private final AuditFiles files;
  private final Clock clock;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer;
  private String previousHash;
  private volatile boolean closed;

  /** What the writer finds in its queue. */
  private sealed interface Item {}

  private record Event(Instant at, String type, Supplier<ObjectNode> payload) implements Item {}

  private record Marker(CountDownLatch reached, boolean last) implements Item {}

  private FileAuditTrail(AuditFiles files, String previousHash, Clock clock) {
    this.files = files;
    this.previousHash = previousHash;
    this.clock = clock;
    this.writer = new Thread(this::writeAll, "perfusion-audit");
    writer.setDaemon(true);
  }

  /**
   * Opens the trail in a folder and goes on where its last event ended.
   *
   * @throws UncheckedIOException the folder cannot be written
   */
  public static FileAuditTrail open(Path directory, Clock clock) {
    AuditFiles files = new AuditFiles(directory);
    FileAuditTrail trail = new FileAuditTrail(files, files.lastHash(), clock);
    trail.writer.start();
    return trail;
  }

  @Override
  public void record(String eventType, Supplier<ObjectNode> payload) {
    if (!closed) {
      put(new Event(clock.instant(), eventType, payload));
    }
  }

  private void put(Item item) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(item);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    List<Item> batch = new ArrayList<>();
    boolean last = false;
    while (!last) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue;
      }
      queue.drainTo(batch, BATCH);
      last = write(batch);
    }
  }

  private boolean write(List<Item> batch) {
    List<CountDownLatch> reached = new ArrayList<>();
    boolean last = false;
    for (Item item : batch) {
      if (item instanceof Event event) {
        append(event);
      } else if (item instanceof Marker marker) {
        reached.add(marker.reached());
        last |= marker.last();
      }
    }
    try {
      files.flush();
    } catch (IOException e) {
      LOG.error("audit trail cannot be written", e);
    }
    reached.forEach(CountDownLatch::countDown);
    return last;
  }

  private void append(Event event) {
    try {
      ObjectNode node = event.payload().get();
      node.put("eventId", UUID.randomUUID().toString());
      node.put("timestamp", AuditFiles.timestamp(event.at()));
      node.put("eventType", event.type());
      node.put("previousHash", previousHash);
      String hash = CanonicalJson.sha256(node);
      node.put("hash", hash);
      files.append(event.at(), CanonicalJson.text(node));
      previousHash = hash;
    } catch (IOException | RuntimeException e) {
      LOG.error("audit event {} was lost", event.type(), e);
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      await(false);
    }
  }

  private void await(boolean last) {
    CountDownLatch reached = new CountDownLatch(1);
    put(new Marker(reached, last));
    try {
      reached.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    await(true);
    files.close();
  }
}
