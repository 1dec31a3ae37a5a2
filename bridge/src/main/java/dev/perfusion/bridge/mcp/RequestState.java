package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state that a client carries between the rounds of one exchange: the answers so far, for one
 * caller and one request, for ten minutes, under an HMAC with a key of this process.
 */
final class RequestState {
  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final long LIFE_SECONDS = 600;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  RequestState(Clock clock) {
    this.clock = clock;
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, HMAC);
  }

  String seal(Map<String, JsonNode> answers, McpCall call) {
    ObjectNode payload = Messages.object();
    payload.put("caller", call.caller().subject());
    payload.put("request", digest(call));
    payload.put("until", clock.instant().getEpochSecond() + LIFE_SECONDS);
    payload.put("nonce", random.nextLong());
    ObjectNode kept = payload.putObject("answers");
    answers.forEach(kept::set);
    byte[] bytes = Json.bytes(payload);
    return encode(bytes) + "." + encode(mac(bytes));
  }

  /**
   * The answers in a state.
   *
   * @throws McpException when it was not made here, for this caller and request, a short time ago
   */
  JsonNode open(String state, McpCall call) {
    String[] parts = state.split("\\.", -1);
    try {
      if (parts.length == 2) {
        byte[] bytes = Base64.getUrlDecoder().decode(parts[0]);
        if (MessageDigest.isEqual(mac(bytes), Base64.getUrlDecoder().decode(parts[1]))) {
          JsonNode payload = Json.mapper().readTree(bytes);
          if (payload.path("caller").asString("").equals(call.caller().subject())
              && payload.path("request").asString("").equals(digest(call))
              && payload.path("until").asLong(0) >= clock.instant().getEpochSecond()) {
            return payload.path("answers");
          }
        }
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: as good as a wrong signature.
    }
    throw McpException.invalid(
        "requestState was changed, is too old, or belongs to another request: send the request"
            + " again without requestState and inputResponses");
  }

  private static String digest(McpCall call) {
    ObjectNode salient = call.params().deepCopy();
    salient.remove("_meta");
    salient.remove("inputResponses");
    salient.remove("requestState");
    ObjectNode request = Messages.object().put("method", call.method());
    request.set("params", salient);
    return CanonicalJson.sha256(request);
  }

  private byte[] mac(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
