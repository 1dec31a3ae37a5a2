package dev.perfusion.bridge.population;

import dev.perfusion.bridge.error.BridgeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two jobs from filling one folder; ends with the process, however that ends. */
final class FolderLock implements AutoCloseable {
  static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder, which is created if need be.
   *
   * @throws BridgeException {@code Conflict} when another job has it
   */
  static FolderLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // another job of this JVM has it: the same as none
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw BridgeException.conflict(
          "out",
          folder + " is being filled by another job",
          "wait for it, or choose another folder");
    }
    return new FolderLock(file, channel);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
