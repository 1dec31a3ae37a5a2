package dev.perfusion.bridge.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Audit files on disk, one per UTC day ({@code YYYY/MM/DD.jsonl}). Each event holds its number and
 * the hash of its predecessor, also across days; the first of all holds 64 zeros. The hash is
 * SHA-256 of the event without {@code hash} in canonical JSON. Threads write their own events in
 * turn; several trails, also of other processes, may share a folder.
 */
public final class FileAuditTrail implements AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditTrail.class);
  private static final long INTERVAL_MS = 100;

  private final Path root;
  private final Clock clock;
  private final FsyncPolicy policy;
  private final AuditChain chain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private final ReentrantLock syncLock = new ReentrantLock();
  private final Thread syncer;
  private long events;
  private long lost;
  private String failure;
  private boolean closed;
  private volatile long synced;

  private FileAuditTrail(Path root, Clock clock, FsyncPolicy policy) throws IOException {
    this.root = root;
    this.clock = clock;
    this.policy = policy;
    this.chain = new AuditChain(root, policy != FsyncPolicy.OFF);
    chain.recover(clock.instant());
    this.syncer = new Thread(this::syncInGroups, "perfusion-audit");
    syncer.setDaemon(true);
  }

  /**
   * Opens the trail in a folder and goes on where its last event ended.
   *
   * @throws UncheckedIOException the folder cannot be written
   */
  public static FileAuditTrail open(Path directory, Clock clock, FsyncPolicy policy) {
    try {
      FileAuditTrail trail = new FileAuditTrail(directory, clock, policy);
      if (policy == FsyncPolicy.INTERVAL) {
        trail.syncer.start();
      }
      return trail;
    } catch (IOException e) {
      throw new UncheckedIOException("audit trail " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void record(String eventType, Supplier<ObjectNode> payload) {
    ObjectNode node;
    try {
      node = payload.get();
    } catch (RuntimeException e) {
      LOG.error("audit event {} cannot be described", eventType, e);
      node = JsonNodeFactory.instance.objectNode().put("fault", e.toString());
    }
    long number;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      append(eventType, node);
      number = events;
    } finally {
      lock.unlock();
    }
    if (policy == FsyncPolicy.ALWAYS) {
      syncUpTo(number);
    }
  }

  private void append(String eventType, ObjectNode node) {
    try {
      chain.append(clock.instant(), eventType, node);
      events++;
      failure = null;
      if (events == synced + 1) {
        written.signal();
      }
    } catch (IOException | RuntimeException e) {
      lost++;
      if (failure == null) {
        LOG.error("audit event {} was lost", eventType, e);
      }
      failure = root + ": " + e.getMessage();
    }
  }

  @Override
  public long events() {
    lock.lock();
    try {
      return events;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<String> problem() {
    lock.lock();
    try {
      if (failure != null && !closed) {
        long gone = lost;
        append("audit.resumed", JsonNodeFactory.instance.objectNode().put("eventsLost", gone));
        lost = gone;
      }
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() {
    syncUpTo(events());
  }

  /** Whoever comes first syncs for all who wait. */
  private void syncUpTo(long number) {
    syncLock.lock();
    try {
      if (synced < number) {
        sync();
      }
    } finally {
      syncLock.unlock();
    }
  }

  private void sync() {
    FileOutputStream stream;
    long upTo;
    lock.lock();
    try {
      stream = chain.stream();
      upTo = events;
    } finally {
      lock.unlock();
    }
    try {
      chain.sync(stream);
      synced = upTo;
    } catch (IOException e) {
      noteSyncFailure(stream, upTo, e);
    }
  }

  private void noteSyncFailure(FileOutputStream stream, long upTo, IOException e) {
    lock.lock();
    try {
      if (stream != chain.stream()) {
        // The day ended in between, which syncs the old file before it is closed.
        synced = upTo;
      } else {
        LOG.error("audit trail {} cannot be synced", root, e);
        failure = root + ": " + e.getMessage();
      }
    } finally {
      lock.unlock();
    }
  }

  private void syncInGroups() {
    while (true) {
      try {
        lock.lockInterruptibly();
        try {
          while (events == synced) {
            written.await();
          }
        } finally {
          lock.unlock();
        }
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
      } catch (InterruptedException e) {
        return;
      }
      flush();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    syncer.interrupt();
    try {
      syncer.join();
      if (policy != FsyncPolicy.OFF) {
        flush();
      }
      AuditHead head = chain.head();
      LOG.info("audit trail {} ends at event {}, hash {}", root, head.sequence(), head.hash());
      chain.close();
    } catch (IOException e) {
      LOG.error("audit trail {} cannot be closed", root, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
