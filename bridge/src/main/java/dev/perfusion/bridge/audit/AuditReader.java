package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the newest events of a trail, newest first, without reading what is older. */
public final class AuditReader {
  private static final int BLOCK = 64 * 1024;
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final int limit;
  private final Optional<String> eventType;
  private final List<JsonNode> events = new ArrayList<>();
  private long read;

  private AuditReader(int limit, Optional<String> eventType) {
    this.limit = limit;
    this.eventType = eventType;
  }

  /**
   * Events found.
   *
   * @param events newest first
   * @param complete false when the search was given up after 64 MB
   */
  public record Page(List<JsonNode> events, boolean complete) {}

  /**
   * The newest events.
   *
   * @param eventType exact type; empty for all
   */
  public static Page newest(Path root, int limit, Optional<String> eventType) throws IOException {
    AuditReader reader = new AuditReader(limit, eventType);
    List<Path> files = AuditFiles.list(root);
    for (int i = files.size() - 1; i >= 0 && reader.wantsMore(); i--) {
      reader.readBackwards(files.get(i));
    }
    return new Page(List.copyOf(reader.events), reader.read < MOST_BYTES);
  }

  private boolean wantsMore() {
    return events.size() < limit && read < MOST_BYTES;
  }

  private void readBackwards(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      long position = access.length();
      byte[] tail = new byte[0];
      while (position > 0 && wantsMore()) {
        int size = (int) Math.min(BLOCK, position);
        position -= size;
        read += size;
        byte[] block = new byte[size + tail.length];
        access.seek(position);
        access.readFully(block, 0, size);
        System.arraycopy(tail, 0, block, size, tail.length);
        tail = lines(block, position == 0);
      }
    }
  }

  /** Takes the lines of a block, last first; gives back its beginning, which may be half a line. */
  private byte[] lines(byte[] block, boolean begin) {
    int end = block.length;
    for (int i = block.length - 1; i >= 0; i--) {
      if (block[i] == '\n') {
        take(block, i + 1, end);
        end = i;
      }
    }
    if (begin) {
      take(block, 0, end);
      return new byte[0];
    }
    return Arrays.copyOf(block, end);
  }

  private void take(byte[] block, int from, int to) {
    if (from >= to || events.size() >= limit) {
      return;
    }
    try {
      JsonNode event =
          Json.mapper().readTree(new String(block, from, to - from, StandardCharsets.UTF_8));
      if (eventType.isEmpty() || eventType.get().equals(event.path("eventType").asString(""))) {
        events.add(event);
      }
    } catch (JacksonException e) {
      // Half a line, being written at this moment or left by a crash: not an event yet.
      return;
    }
  }
}
