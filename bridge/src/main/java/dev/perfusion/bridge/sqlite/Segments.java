package dev.perfusion.bridge.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large values, appended to files of some size one after the other; a file goes as a whole when
 * nothing in it is wanted any more. What a place holds never changes.
 */
final class Segments implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
  private static final long FULL = 64L << 20;
  private static final String ENDING = ".seg";

  private final Path folder;
  private long current;
  private FileChannel channel;
  private boolean dirty;

  /** A place: so many bytes of a file from an offset on. */
  record Place(long segment, long offset, int length) {}

  /** Appends to a new file of the folder. */
  Segments(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        current = files.mapToLong(Segments::number).max().orElse(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.endsWith(ENDING)
          ? Long.parseLong(name.substring(0, name.length() - ENDING.length()))
          : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private Path file(long segment) {
    return folder.resolve(segment + ENDING);
  }

  /** Writes a value; it survives a kill of the process when this returns. */
  synchronized Place append(ByteBuffer value) {
    try {
      if (channel == null || channel.position() >= FULL) {
        next();
      }
      Place place = new Place(current, channel.position(), value.remaining());
      while (value.hasRemaining()) {
        channel.write(value);
      }
      dirty = true;
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void next() throws IOException {
    if (channel != null) {
      channel.force(false);
      channel.close();
    }
    current++;
    channel =
        FileChannel.open(file(current), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Reads a value. */
  ByteBuffer read(Place place) {
    ByteBuffer value = ByteBuffer.allocate(place.length());
    try (FileChannel file = FileChannel.open(file(place.segment()), StandardOpenOption.READ)) {
      while (value.hasRemaining()) {
        if (file.read(value, place.offset() + value.position()) < 0) {
          throw new IOException(file(place.segment()) + " ends early");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return value.flip();
  }

  /** Deletes files that are not among those wanted and will not be written to any more. */
  synchronized void retain(Set<Long> wanted) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        long number = number(file);
        boolean writing = channel != null && number == current;
        if (number >= 0 && !writing && !wanted.contains(number)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("results that are not wanted any more could not be deleted", e);
    }
  }

  /** Makes all values so far survive a power failure. */
  void sync() {
    FileChannel now;
    synchronized (this) {
      if (!dirty) {
        return;
      }
      dirty = false;
      now = channel;
    }
    try {
      now.force(false);
    } catch (IOException e) {
      LOG.error("results could not be synced", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.error("results could not be closed", e);
    }
  }
}
