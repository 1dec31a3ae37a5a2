package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.thread.Uninterrupted;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Audit files on disk, one per UTC day ({@code YYYY/MM/DD.jsonl}). Each event holds its number and
 * the hash of its predecessor, also across days; the first of all holds 64 zeros. The hash is
 * SHA-256 of the event without {@code hash} in canonical JSON. Whoever is first writes the events
 * of all threads that wait; several trails, also of other processes, may share a folder.
 */
public final class FileAuditTrail implements AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(FileAuditTrail.class);
  private static final long INTERVAL_NANOS = 100_000_000;
  private static final long LOOK_AT_LOCK_NANOS = 2_000_000;
  private static final int MOST_SPINS = 200;
  private static final int MOST_TOGETHER = 256;
  private static final long LONGEST_PARK_NANOS = 100_000_000;

  private final Path root;
  private final Clock clock;
  private final FsyncPolicy policy;
  private final AuditChain chain;
  private final Queue<AuditEvent> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock syncLock = new ReentrantLock();
  private final Thread syncer;
  private volatile long events;
  private volatile long lost;
  private volatile String failure;
  private volatile boolean closed;
  private volatile boolean resting;
  // Only while somebody is there who gives the lock back.
  private volatile boolean keepsLock;
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

  private static AuditEvent event(
      String eventType, Consumer<AuditPayload> content, Thread waiting) {
    AuditPayload payload = new AuditPayload(eventType);
    try {
      content.accept(payload);
      return new AuditEvent(payload, waiting);
    } catch (RuntimeException e) {
      LOG.error("audit event {} cannot be described", eventType, e);
      return new AuditEvent(new AuditPayload(eventType).text("fault", e.toString()), waiting);
    }
  }

  @Override
  public void note(String eventType, Supplier<ObjectNode> content) {
    if (policy != FsyncPolicy.INTERVAL) {
      record(eventType, content);
      return;
    }
    waiting.add(event(eventType, payload -> payload.members(content.get()), null));
    if (resting) {
      LockSupport.unpark(syncer);
    }
  }

  @Override
  public void record(String eventType, Consumer<AuditPayload> content) {
    AuditEvent event = event(eventType, content, Thread.currentThread());
    waiting.add(event);
    boolean interrupted = false;
    int spins = 0;
    while (!event.isDone()) {
      if (lock.tryLock()) {
        writeAndRelease();
      } else if (spins++ < MOST_SPINS) {
        // A turn takes microseconds, a park and its end tens of them.
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (policy == FsyncPolicy.ALWAYS) {
      flush();
    }
  }

  /**
   * Whoever holds the lock writes the events of all who wait, with one write, and those of all who
   * came meanwhile; they are woken when nobody is kept waiting by it.
   */
  private void writeAndRelease() {
    List<AuditEvent> written = new ArrayList<>();
    try {
      int from = 0;
      do {
        from = written.size();
        for (AuditEvent next = waiting.poll(); next != null; next = waiting.poll()) {
          written.add(next);
          if (written.size() - from == MOST_TOGETHER) {
            break;
          }
        }
        List<AuditEvent> batch = written.subList(from, written.size());
        if (!batch.isEmpty() && !closed) {
          append(batch);
        }
        batch.forEach(AuditEvent::done);
      } while (written.size() > from && written.size() < MOST_TOGETHER);
    } finally {
      release();
    }
    written.forEach(AuditEvent::wake);
  }

  /** Somebody may have come after the last look into the queue and found the lock taken. */
  private void release() {
    lock.unlock();
    for (AuditEvent next : waiting) {
      if (next.isAwaited()) {
        next.wake();
        return;
      }
    }
  }

  private void append(List<AuditEvent> batch) {
    try {
      chain.append(clock.instant(), batch, keepsLock);
      boolean first = events == synced;
      events += batch.size();
      failure = null;
      if (first) {
        LockSupport.unpark(syncer);
      }
    } catch (IOException | RuntimeException e) {
      lost += batch.size();
      if (failure == null) {
        LOG.error("{} audit events were lost", batch.size(), e);
      }
      failure = root + ": " + e.getMessage();
    }
  }

  @Override
  public long events() {
    return events;
  }

  @Override
  public long lost() {
    return lost;
  }

  @Override
  public Optional<String> problem() {
    if (failure == null || closed) {
      return Optional.empty();
    }
    lock.lock();
    try {
      long gone = lost;
      ObjectNode told = JsonNodeFactory.instance.objectNode().put("eventsLost", gone);
      append(List.of(new AuditEvent("audit.resumed", told)));
      lost = gone;
      return Optional.ofNullable(failure);
    } finally {
      release();
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
      release();
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
      release();
    }
  }

  private void syncInGroups() {
    while (!closed) {
      try {
        rest();
        waitForNextSync();
      } catch (InterruptedException e) {
        return;
      }
      lock.lock();
      writeAndRelease();
      flush();
    }
  }

  /** While events come one after the other their writer keeps the lock of the files. */
  private void waitForNextSync() throws InterruptedException {
    long end = System.nanoTime() + INTERVAL_NANOS;
    keepsLock = true;
    while (keepsLock && System.nanoTime() - end < 0) {
      TimeUnit.NANOSECONDS.sleep(LOOK_AT_LOCK_NANOS);
      // Not in the way of those who are at work.
      if (lock.tryLock()) {
        giveBackLock(false);
      }
    }
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
  }

  /** To be called with {@link #lock}, which it releases. */
  private void giveBackLock(boolean evenIfUsed) {
    try {
      keepsLock = chain.giveBackLock(evenIfUsed);
    } catch (IOException e) {
      keepsLock = false;
      LOG.warn("audit trail {}: its lock cannot be given back", root, e);
    } finally {
      release();
    }
  }

  /** Until there is something to do. */
  private void rest() {
    lock.lock();
    giveBackLock(true);
    resting = true;
    while (events == synced && waiting.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    resting = false;
  }

  @Override
  public void close() {
    lock.lock();
    writeAndRelease();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      release();
    }
    syncer.interrupt();
    // The end has to be forced to the disk, whoever interrupts.
    Uninterrupted.join(syncer);
    try (chain) {
      if (policy != FsyncPolicy.OFF) {
        flush();
      }
      AuditHead head = chain.head();
      LOG.info("audit trail {} ends at event {}, hash {}", root, head.sequence(), head.hash());
    } catch (IOException e) {
      LOG.error("audit trail {} cannot be closed", root, e);
    }
  }
}
