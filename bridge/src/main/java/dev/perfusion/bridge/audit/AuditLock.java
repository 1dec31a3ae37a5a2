package dev.perfusion.bridge.audit;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * One writer of a trail at a time, also among processes: a server and the stdio servers of several
 * clients may share a folder. The lock of the file is kept while appends follow each other, since
 * taking it costs as much as the append: a byte of the mapped file says that somebody else wants
 * it, and {@link #giveBack} ends it when nothing happens. An interrupt does not keep an event from
 * being written; it is passed on afterwards. Used by one thread at a time.
 */
final class AuditLock implements AutoCloseable {
  private static final long PAUSE_NANOS = 50_000;
  private static final int MOST_PAUSES = 20;
  private static final byte WANTED = 1;

  private final Path path;
  private FileChannel channel;
  private MappedByteBuffer wanted;
  private FileLock held;
  private boolean used;

  AuditLock(Path root) {
    this.path = root.resolve("lock");
  }

  /** Takes the lock, unless it was kept. */
  void take() throws IOException {
    used = true;
    if (held != null) {
      return;
    }
    boolean interrupted = false;
    try {
      while (held == null) {
        try {
          interrupted |= Thread.interrupted();
          open();
          giveWay();
          held = channel.tryLock();
          if (held == null) {
            wanted.put(0, WANTED);
            held = channel.lock();
          }
          wanted.put(0, (byte) 0);
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
          interrupted = true;
        } catch (OverlappingFileLockException e) {
          // Another trail of this JVM holds it.
          wanted.put(0, WANTED);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whoever wants the lock gets it first, unless it went away. */
  private void giveWay() {
    for (int i = 0; i < MOST_PAUSES && wanted.get(0) == WANTED; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void open() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (wanted == null) {
        wanted = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1);
      }
    }
  }

  /**
   * Ends an append.
   *
   * @param keep the lock may be kept for the next append, if nobody else wants it; somebody will
   *     call {@link #giveBack}
   */
  void release(boolean keep) throws IOException {
    if (held != null && (!keep || wanted.get(0) == WANTED)) {
      giveBack();
    }
  }

  /**
   * Gives a kept lock back.
   *
   * @param evenIfUsed also when it was taken since the last call
   * @return true while it is kept
   */
  boolean giveBack(boolean evenIfUsed) throws IOException {
    if (held != null && (evenIfUsed || !used)) {
      giveBack();
    }
    used = false;
    return held != null;
  }

  private void giveBack() throws IOException {
    FileLock last = held;
    held = null;
    last.release();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
