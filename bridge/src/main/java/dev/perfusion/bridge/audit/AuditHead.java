package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The end of the chain. Without it nobody could tell that the last events were deleted. It is
 * written after its event, so a crash in between leaves it one event behind, never ahead.
 *
 * @param sequence number of the last event, from 1; 0 before the first
 * @param hash its hash; zeros before the first
 * @param file its file, relative to the root; empty before the first
 * @param length length of that file after it, in bytes
 */
record AuditHead(long sequence, String hash, String file, long length) {
  static final AuditHead START = new AuditHead(0, AuditFiles.ZEROS, "", 0);

  /** JSON on one line, ASCII. */
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
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A head from its JSON; empty for anything else. */
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
}
