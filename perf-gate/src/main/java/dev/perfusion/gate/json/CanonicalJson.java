package dev.perfusion.gate.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * One text for one value: members sorted by name (UTF-16 order), no white space, numbers in plain
 * decimal notation without trailing zeros ({@code 1.0} and {@code 1} are the same value), texts
 * escaped as JSON. Used only to hash.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /** The canonical text of a value. */
  public static String of(JsonNode value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  /** SHA-256 over the UTF-8 bytes of the canonical text, as 64 lower-case hexadecimal digits. */
  public static String sha256(JsonNode value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(of(value).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void append(StringBuilder text, JsonNode value) {
    if (value.isObject()) {
      String separator = "{";
      for (String name : new TreeSet<>(value.propertyNames())) {
        text.append(separator).append(JsonFiles.mapper().writeValueAsString(name)).append(':');
        append(text, value.get(name));
        separator = ",";
      }
      text.append(value.isEmpty() ? "{}" : "}");
    } else if (value.isArray()) {
      String separator = "[";
      for (JsonNode element : value) {
        text.append(separator);
        append(text, element);
        separator = ",";
      }
      text.append(value.isEmpty() ? "[]" : "]");
    } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      BigDecimal number = value.decimalValue();
      text.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
    } else {
      text.append(value);
    }
  }
}
