package dev.perfusion.gate.culprit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Stacks and how often each was seen: frames from the outermost to the innermost, joined by
 * semicolons, with the names of {@link FrameNames}.
 */
final class Stacks {
  private final Map<String, Long> counts;

  private Stacks(Map<String, Long> counts) {
    this.counts = counts;
  }

  /** Reads async-profiler's collapsed stacks with annotated frames, or what {@link #text} wrote. */
  static Stacks of(String collapsed) {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : collapsed.split("\n")) {
      int space = line.lastIndexOf(' ');
      if (space > 0) {
        long count = Long.parseLong(line.substring(space + 1).strip());
        StringBuilder stack = new StringBuilder();
        for (String frame : line.substring(0, space).split(";")) {
          stack.append(stack.isEmpty() ? "" : ";").append(FrameNames.normal(frame));
        }
        counts.merge(stack.toString(), count, Long::sum);
      }
    }
    return new Stacks(counts);
  }

  Map<String, Long> counts() {
    return counts;
  }

  long samples() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** One line per stack, in the order of names. */
  String text() {
    StringBuilder text = new StringBuilder();
    counts.forEach((stack, count) -> text.append(stack).append(' ').append(count).append('\n'));
    return text.toString();
  }

  /** gzip in Base64, for a JSON document. */
  String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException it is something else
   */
  static Stacks decode(String encoded) {
    byte[] bytes = Base64.getDecoder().decode(encoded);
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return of(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("stacks are damaged: " + e.getMessage(), e);
    }
  }
}
