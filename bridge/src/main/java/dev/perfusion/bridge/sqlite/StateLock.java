package dev.perfusion.bridge.sqlite;

import dev.perfusion.bridge.error.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A state folder belongs to one bridge at a time. A file in it is locked for as long as that is
 * there, and says who it is; the system ends the lock with the process, however that ends.
 */
final class StateLock implements AutoCloseable {
  private static final String NAME = "owner.lock";
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long PAUSE_MS = 20;
  // The first byte only, a space: some systems let nobody read what is locked.
  private static final int LOCKED = 1;

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder of a state file, which must exist.
   *
   * @throws ConfigException another bridge has it; says which process that is, and what to do
   */
  static StateLock take(Path file) throws IOException {
    Path path = file.toAbsolutePath().resolveSibling(NAME);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      // A process that was just killed may have it a moment longer.
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!taken(channel)) {
        if (System.nanoTime() - end > 0) {
          throw refusal(file, path);
        }
        pause();
      }
      byte[] me = (" " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(me), 0);
      return new StateLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean taken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, LOCKED, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another bridge of this JVM.
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ConfigException refusal(Path file, Path lock) throws IOException {
    String text = new String(Files.readAllBytes(lock), StandardCharsets.US_ASCII).strip();
    String pid = text.isEmpty() ? "unknown" : text;
    String who =
        pid.equals(Long.toString(ProcessHandle.current().pid()))
            ? "another bridge in this process"
            : "process " + pid;
    return new ConfigException(
        "JOB_REGISTRY_PATH",
        file.toString(),
        "the folder "
            + lock.getParent()
            + " is in use by "
            + who
            + ": stop it, or give this server a state of its own with JOB_REGISTRY_PATH in another"
            + " folder, or JOB_REGISTRY_PATH=memory to keep nothing");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
