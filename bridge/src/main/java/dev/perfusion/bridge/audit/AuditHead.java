package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The end of the chain, kept beside the events in {@code head.json}: without it nobody could tell
 * that the last events were deleted. It is written after its event, so a crash in between leaves it
 * one event behind, never ahead.
 *
 * @param sequence number of the last event, from 1; 0 before the first
 * @param hash its hash; zeros before the first
 * @param file its file, relative to the root; empty before the first
 * @param length length of that file after it, in bytes
 */
record AuditHead(long sequence, String hash, String file, long length) {
  static final AuditHead START = new AuditHead(0, AuditFiles.ZEROS, "", 0);

  private static final String NAME = "head.json";
  private static final int SIZE = 256;
  private static final int ATTEMPTS = 5;

  static Path path(Path root) {
    return root.resolve(NAME);
  }

  /** Fixed size, so that a write replaces all of the former text. */
  byte[] bytes() {
    String text =
        "{\"sequence\":"
            + sequence
            + ",\"hash\":\""
            + hash
            + "\",\"file\":\""
            + file
            + "\",\"length\":"
            + length
            + "}";
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) ' ');
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, 0, ascii.length);
    bytes[SIZE - 1] = '\n';
    return bytes;
  }

  static Optional<AuditHead> parse(byte[] bytes) {
    try {
      JsonNode node = Json.mapper().readTree(bytes);
      return node.path("sequence").isIntegralNumber() && node.path("hash").isString()
          ? Optional.of(
              new AuditHead(
                  node.path("sequence").longValue(),
                  node.path("hash").stringValue(),
                  node.path("file").asString(""),
                  node.path("length").asLong(0)))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The head in a folder; empty when there is none or it is damaged. */
  static Optional<AuditHead> read(Path root) throws IOException {
    Path path = path(root);
    Optional<AuditHead> head = Optional.empty();
    // A live trail may be writing it at this moment.
    for (int i = 0; i < ATTEMPTS && head.isEmpty() && Files.exists(path); i++) {
      head = parse(Files.readAllBytes(path));
    }
    return head;
  }

  /** Bytes of the head file; empty for a new one. */
  static byte[] raw(RandomAccessFile file) throws IOException {
    byte[] bytes = new byte[SIZE];
    file.seek(0);
    int read = file.read(bytes);
    return read == SIZE ? bytes : new byte[0];
  }
}
