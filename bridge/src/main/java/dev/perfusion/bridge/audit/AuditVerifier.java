package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the hash chain of an audit trail, and that it reaches as far as {@code head.json} says.
 * Trails of the predecessor, which have no numbers and no head and begin anew each day, are
 * accepted.
 */
public final class AuditVerifier {
  private final Path root;
  private final Optional<AuditHead> head;
  private String previous = AuditFiles.ZEROS;
  private long sequence;
  private long events;

  private AuditVerifier(Path root, Optional<AuditHead> head) {
    this.root = root;
    this.head = head;
  }

  /**
   * Outcome of a check.
   *
   * @param events intact events before the first bad place
   * @param problem first bad place: file, line, reason; empty when the chain is intact
   */
  public record Report(long events, Optional<String> problem) {}

  /** Checks all files below a folder, oldest first. A live trail may go on meanwhile. */
  public static Report verify(Path root) {
    try {
      // First the head: events that come meanwhile lie beyond it.
      AuditVerifier verifier = new AuditVerifier(root, AuditHeadFile.read(root));
      Optional<String> problem = verifier.checkFiles();
      return new Report(verifier.events, problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> checkFiles() throws IOException {
    Iterator<Path> files = AuditFiles.list(root).iterator();
    while (files.hasNext()) {
      Path file = files.next();
      Optional<String> problem = checkFile(file, !files.hasNext());
      if (problem.isPresent()) {
        return problem;
      }
    }
    return checkEnd();
  }

  private Optional<String> checkFile(Path file, boolean newest) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String problem = checkLine(line, number == 1);
        if (problem != null) {
          boolean unfinished = newest && reader.readLine() == null && !endsWithNewline(file);
          boolean afterHead = head.isEmpty() || sequence >= head.get().sequence();
          // A process was killed while it wrote this line: nobody was told of the event.
          return unfinished && afterHead
              ? Optional.empty()
              : Optional.of(file + ", line " + number + ": " + problem);
        }
        events++;
      }
      return Optional.empty();
    }
  }

  private static boolean endsWithNewline(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      access.seek(access.length() - 1);
      return access.read() == '\n';
    }
  }

  private String checkLine(String line, boolean first) {
    JsonNode node;
    try {
      node = Json.mapper().readTree(line);
    } catch (JacksonException e) {
      return "not JSON";
    }
    if (!(node instanceof ObjectNode event)) {
      return "not an event";
    }
    boolean numbered = event.has("sequence");
    String predecessor = event.path("previousHash").asString("");
    boolean newDay = first && !numbered && predecessor.equals(AuditFiles.ZEROS);
    if (!previous.equals(predecessor) && !newDay) {
      return "does not follow its predecessor" + gap(event.path("sequence").asLong(0));
    }
    String hash = event.path("hash").asString("");
    event.remove("hash");
    if (!hash.equals(CanonicalJson.sha256(event))) {
      return "hash mismatch";
    }
    if (numbered && sequence > 0 && event.path("sequence").asLong(0) != sequence + 1) {
      return "its number does not follow that of its predecessor";
    }
    if (event.path("eventType").asString("").equals(AuditChain.DAMAGED)) {
      return "the writer found events missing or changed: " + event.path("reason").asString("");
    }
    previous = hash;
    sequence = numbered ? event.path("sequence").asLong(0) : 0;
    if (head.isPresent() && head.get().sequence() == sequence && sequence > 0) {
      return head.get().hash().equals(hash) ? null : "not the event that head.json names";
    }
    return null;
  }

  private String gap(long found) {
    return found > sequence + 1
        ? ": " + (found - sequence - 1) + " events before number " + found + " are missing"
        : "";
  }

  private Optional<String> checkEnd() {
    Path file = AuditHeadFile.path(root);
    if (head.isEmpty()) {
      return sequence > 0
          ? Optional.of(file + ": missing or unreadable, so the last events may be missing too")
          : Optional.empty();
    }
    long missing = head.get().sequence() - sequence;
    return missing > 0
        ? Optional.of(
            file
                + ": the last "
                + missing
                + (missing == 1 ? " event is" : " events are")
                + " missing; number "
                + head.get().sequence()
                + " was written to "
                + head.get().file())
        : Optional.empty();
  }
}
