package dev.perfusion.bridge.sqlite;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large values, appended to files of some size one after the other; a file goes as a whole when
 * nothing in it is wanted any more. What a place holds never changes. Not through a channel, which
 * the interrupt of one caller closes for all.
 */
final class Segments implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
  private static final long FULL = 64L << 20;
  private static final String ENDING = ".seg";

  private final Path folder;
  private long current;
  private RandomAccessFile out;
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
      if (out == null || out.getFilePointer() >= FULL) {
        next();
      }
      Place place = new Place(current, out.getFilePointer(), value.remaining());
      out.write(value.array(), value.arrayOffset() + value.position(), value.remaining());
      dirty = true;
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void next() throws IOException {
    if (out != null) {
      RandomAccessFile full = out;
      out = null;
      full.getFD().sync();
      full.close();
    }
    current++;
    out = new RandomAccessFile(file(current).toFile(), "rw");
  }

  /** Reads a value. */
  ByteBuffer read(Place place) {
    byte[] value = new byte[place.length()];
    Path path = file(place.segment());
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(place.offset());
      file.readFully(value);
    } catch (EOFException e) {
      throw new UncheckedIOException(new IOException(path + " ends early", e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(value);
  }

  /** Deletes files that are not among those wanted and will not be written to any more. */
  synchronized void retain(Set<Long> wanted) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        long number = number(file);
        boolean writing = out != null && number == current;
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
    RandomAccessFile now;
    synchronized (this) {
      if (!dirty) {
        return;
      }
      dirty = false;
      now = out;
    }
    try {
      now.getFD().sync();
    } catch (IOException e) {
      noteSyncFailure(now, e);
    }
  }

  private synchronized void noteSyncFailure(RandomAccessFile file, IOException e) {
    // Else it was full in between, which syncs it before it is closed.
    if (file == out) {
      LOG.error("results could not be synced", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      LOG.error("results could not be closed", e);
    }
  }
}
