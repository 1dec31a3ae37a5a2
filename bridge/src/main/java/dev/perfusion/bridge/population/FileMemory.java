package dev.perfusion.bridge.population;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What was made of files lately: a file is read again when it is another one, or has another size
 * or time of change. What was not asked for the longest is forgotten when there is no room. Safe
 * for many threads; two that ask for the same at the same time may both read it.
 */
public final class FileMemory {
  /** An entry larger than this part of the room is not kept: it would push out all others. */
  private static final int LARGEST_PART = 2;

  private final long room;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long held;

  private record Key(Path file, String made) {}

  private record Entry(Stamp stamp, Object value, long bytes) {}

  private record Stamp(Object key, long size, FileTime changed) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.fileKey(), now.size(), now.lastModifiedTime());
    }
  }

  /**
   * @param room bytes of all that is kept, about
   */
  public FileMemory(long room) {
    this.room = room;
  }

  /**
   * What is made of a file.
   *
   * @param made what it is, a name of its own for each type
   * @param read makes it; not kept when it is null
   * @param bytes about how much memory it takes; {@link Long#MAX_VALUE} not to keep it
   */
  public <T> T get(Path file, String made, Supplier<T> read, ToLongFunction<T> bytes) {
    Stamp now;
    try {
      now = Stamp.of(file);
    } catch (IOException e) {
      // Who reads it says what is wrong.
      return read.get();
    }
    Key key = new Key(file, made);
    synchronized (entries) {
      Entry known = entries.get(key);
      if (known != null && known.stamp().equals(now)) {
        @SuppressWarnings("unchecked")
        T value = (T) known.value();
        return value;
      }
    }
    // The stamp is older than what is read, so a file that changes now is read again.
    T value = read.get();
    long size = value == null ? Long.MAX_VALUE : bytes.applyAsLong(value);
    if (size <= room / LARGEST_PART) {
      keep(key, new Entry(now, value, size));
    }
    return value;
  }

  private void keep(Key key, Entry entry) {
    synchronized (entries) {
      Entry former = entries.put(key, entry);
      held += entry.bytes() - (former == null ? 0 : former.bytes());
      Iterator<Entry> oldest = entries.values().iterator();
      while (held > room) {
        held -= oldest.next().bytes();
        oldest.remove();
      }
    }
  }
}
