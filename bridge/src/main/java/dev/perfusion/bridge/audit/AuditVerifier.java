package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the hash chain of an audit trail. */
public final class AuditVerifier {
  private String previous = AuditFiles.ZEROS;
  private long events;

  private AuditVerifier() {}

  /**
   * Outcome of a check.
   *
   * @param events intact events before the first bad place
   * @param problem first bad place: file, line, reason; empty when the chain is intact
   */
  public record Report(long events, Optional<String> problem) {}

  /** Checks all files below a folder, oldest first. */
  public static Report verify(Path root) {
    AuditVerifier verifier = new AuditVerifier();
    for (Path file : AuditFiles.list(root)) {
      Optional<String> problem = verifier.checkFile(file);
      if (problem.isPresent()) {
        return new Report(verifier.events, problem);
      }
    }
    return new Report(verifier.events, Optional.empty());
  }

  private Optional<String> checkFile(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String problem = checkLine(line);
        if (problem != null) {
          return Optional.of(file + ", line " + number + ": " + problem);
        }
        events++;
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String checkLine(String line) {
    JsonNode node;
    try {
      node = Json.mapper().readTree(line);
    } catch (JacksonException e) {
      return "not JSON";
    }
    if (!(node instanceof ObjectNode event)) {
      return "not an event";
    }
    if (!previous.equals(event.path("previousHash").asString(""))) {
      return "does not follow its predecessor";
    }
    String hash = event.path("hash").asString("");
    event.remove("hash");
    if (!hash.equals(CanonicalJson.sha256(event))) {
      return "hash mismatch";
    }
    previous = hash;
    return null;
  }
}
