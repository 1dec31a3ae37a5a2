package dev.perfusion.bridge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of values that are appended. */
class SegmentsTest {
  @TempDir private Path folder;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As happens to the callers of a server that stops, and to a program that cancels a future. */
  @Test
  void anInterruptedCallerSpoilsNothingForTheOthers() {
    try (Segments segments = new Segments(folder)) {
      Thread.currentThread().interrupt();
      Segments.Place first = segments.append(bytes("first"));
      segments.sync();
      ByteBuffer read = segments.read(first);
      assertThat(Thread.interrupted()).as("passed on").isTrue();
      assertThat(read).isEqualTo(bytes("first"));
      Segments.Place second = segments.append(bytes("second"));
      assertThat(second).isEqualTo(new Segments.Place(first.segment(), 5, 6));
      assertThat(segments.read(second)).isEqualTo(bytes("second"));
    }
  }
}
