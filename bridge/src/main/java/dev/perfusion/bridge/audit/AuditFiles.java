package dev.perfusion.bridge.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** Where the events of a trail are: a file a day, {@code YYYY/MM/DD.jsonl}. */
final class AuditFiles {
  /** Hash before the first event. */
  static final String ZEROS = "0".repeat(64);

  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("yyyy/MM/dd'.jsonl'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'").withZone(ZoneOffset.UTC);
  private static final String NAME = "\\d{4}/\\d{2}/\\d{2}\\.jsonl";

  private AuditFiles() {}

  static String timestamp(Instant instant) {
    return TIMESTAMP.format(instant);
  }

  /** File of a moment, relative to the root. Names sort like days. */
  static String name(Instant instant) {
    return FILE.format(instant);
  }

  /** The files that there are, oldest first. */
  static List<Path> list(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(root)) {
      return found.filter(file -> relative(root, file).matches(NAME)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
