package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of an audit trail. Used by one thread at a time. */
final class AuditFiles {
  /** Hash before the first event. */
  static final String ZEROS = "0".repeat(64);

  private static final Logger LOG = LoggerFactory.getLogger(AuditFiles.class);
  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("yyyy/MM/dd'.jsonl'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'").withZone(ZoneOffset.UTC);
  private static final String NAME = "\\d{4}/\\d{2}/\\d{2}\\.jsonl";

  private final Path root;
  private LocalDate day;
  private BufferedWriter writer;

  AuditFiles(Path root) {
    this.root = root;
  }

  static String timestamp(Instant instant) {
    return TIMESTAMP.format(instant);
  }

  /** The files that there are, oldest first. */
  static List<Path> list(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(root)) {
      return found
          .filter(file -> root.relativize(file).toString().replace('\\', '/').matches(NAME))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hash of the last event, after cutting off a line that a crash left unfinished. */
  String lastHash() {
    try {
      Files.createDirectories(root);
      List<Path> files = list(root);
      for (int i = files.size() - 1; i >= 0; i--) {
        cutUnfinishedLine(files.get(i));
        List<String> lines = Files.readAllLines(files.get(i));
        if (!lines.isEmpty()) {
          return Json.mapper().readTree(lines.get(lines.size() - 1)).path("hash").asString(ZEROS);
        }
      }
      return ZEROS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void cutUnfinishedLine(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      long end = access.length();
      long keep = end;
      while (keep > 0) {
        access.seek(keep - 1);
        if (access.read() == '\n') {
          break;
        }
        keep--;
      }
      if (keep < end) {
        LOG.warn("{}: an unfinished last line of {} bytes was cut off", file, end - keep);
        access.setLength(keep);
      }
    }
  }

  void append(Instant at, String line) throws IOException {
    LocalDate today = LocalDate.ofInstant(at, ZoneOffset.UTC);
    // Never back to a former day: events are in the order of the chain.
    if (day == null || today.isAfter(day)) {
      close();
      day = today;
      Path file = root.resolve(FILE.format(at));
      Files.createDirectories(file.getParent());
      writer =
          Files.newBufferedWriter(
              file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    writer.write(line);
    writer.write('\n');
  }

  void flush() throws IOException {
    if (writer != null) {
      writer.flush();
    }
  }

  void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        LOG.error("audit file cannot be closed", e);
      }
      writer = null;
    }
  }
}
