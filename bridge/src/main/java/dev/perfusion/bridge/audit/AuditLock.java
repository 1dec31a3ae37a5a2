package dev.perfusion.bridge.audit;

import java.io.IOException;
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
 * clients may share a folder. An interrupt does not keep an event from being written; it is passed
 * on afterwards.
 */
final class AuditLock implements AutoCloseable {
  private static final long PAUSE_NANOS = 50_000;

  private final Path path;
  private FileChannel channel;

  AuditLock(Path root) {
    this.path = root.resolve("lock");
  }

  FileLock take() throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          interrupted |= Thread.interrupted();
          return channel().lock();
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
          interrupted = true;
        } catch (OverlappingFileLockException e) {
          // Another trail of this JVM holds it, for microseconds.
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel channel() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
