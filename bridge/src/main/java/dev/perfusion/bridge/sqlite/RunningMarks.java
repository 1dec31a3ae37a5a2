package dev.perfusion.bridge.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids of the jobs that are running at this moment, in a mapped file: a mark costs no system call
 * and is there after a kill of the process. After a power failure it may not be.
 */
final class RunningMarks {
  private static final int SLOTS = 256;
  private static final int SLOT_BYTES = 64;

  private final MappedByteBuffer file;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final Set<String> found = new HashSet<>();

  RunningMarks(Path path) {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      file = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      int length = file.get(slot * SLOT_BYTES);
      if (length <= 0 || length >= SLOT_BYTES) {
        free.add(slot);
        continue;
      }
      byte[] id = new byte[length];
      file.get(slot * SLOT_BYTES + 1, id);
      String jobId = new String(id, StandardCharsets.US_ASCII);
      slots.put(jobId, slot);
      found.add(jobId);
    }
  }

  /** The process before this one ended while the job was running. */
  synchronized boolean wasRunning(String jobId) {
    return found.contains(jobId);
  }

  /** Forgets marks of jobs that are not there any more. */
  synchronized void retain(Set<String> jobIds) {
    for (String id : Set.copyOf(found)) {
      if (!jobIds.contains(id)) {
        clear(id);
      }
    }
  }

  synchronized void mark(String jobId) {
    byte[] id = jobId.getBytes(StandardCharsets.US_ASCII);
    if (id.length >= SLOT_BYTES || free.isEmpty() || slots.containsKey(jobId)) {
      return;
    }
    int slot = free.poll();
    slots.put(jobId, slot);
    // The length last: a half-written mark is none.
    file.put(slot * SLOT_BYTES + 1, id);
    file.put(slot * SLOT_BYTES, (byte) id.length);
  }

  synchronized void clear(String jobId) {
    found.remove(jobId);
    Integer slot = slots.remove(jobId);
    if (slot != null) {
      file.put(slot * SLOT_BYTES, (byte) 0);
      free.add(slot);
    }
  }
}
