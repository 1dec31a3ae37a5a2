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

/**
 * Where the events of a trail are, a file a day ({@code YYYY/MM/DD.jsonl}), and how times are
 * written. Remembers the last texts: events come many a second. Used by one thread at a time.
 */
final class AuditFiles {
  /** Hash before the first event. */
  static final String ZEROS = "0".repeat(64);

  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("yyyy/MM/dd'.jsonl'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'.'").withZone(ZoneOffset.UTC);
  private static final long SECONDS_PER_DAY = 86_400;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int MICROS = 1_000_000;
  private static final String NAME = "\\d{4}/\\d{2}/\\d{2}\\.jsonl";

  private long day = Long.MIN_VALUE;
  private String dayName;
  private long second = Long.MIN_VALUE;
  private String secondText;

  /** Microseconds, {@code +00:00}. */
  String timestamp(Instant instant) {
    if (instant.getEpochSecond() != second) {
      second = instant.getEpochSecond();
      secondText = SECOND.format(instant);
    }
    String micros = Integer.toString(MICROS + instant.getNano() / NANOS_PER_MICRO);
    return secondText + micros.substring(1) + "+00:00";
  }

  /** File of a moment, relative to the root. Names sort like days. */
  String name(Instant instant) {
    long epochDay = Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY);
    if (epochDay != day) {
      day = epochDay;
      dayName = FILE.format(instant);
    }
    return dayName;
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
