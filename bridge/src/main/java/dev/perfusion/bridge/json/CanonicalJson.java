package dev.perfusion.bridge.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One text for equal JSON: keys sorted, no spaces, characters beyond ASCII escaped. It is what
 * Python's {@code json.dumps(x, sort_keys=True, separators=(",", ":"))} writes, as long as numbers
 * with a fraction lie between 1e-3 and 1e15.
 */
public final class CanonicalJson {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_ASCII = 0x7e;

  private static final MessageDigest SHA256 = digest();

  private CanonicalJson() {}

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The canonical text. */
  public static String text(JsonNode node) {
    StringBuilder out = new StringBuilder();
    append(node, out);
    return out.toString();
  }

  /** SHA-256 of the canonical text, hex. */
  public static String sha256(JsonNode node) {
    return sha256(text(node).getBytes(StandardCharsets.US_ASCII));
  }

  /** SHA-256, hex. */
  public static String sha256(byte[] bytes) {
    try {
      // A copy of a digest is much cheaper to come by than a new one.
      return HexFormat.of().formatHex(((MessageDigest) SHA256.clone()).digest(bytes));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the digest of the platform can be copied", e);
    }
  }

  private static void append(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      appendObject(node, out);
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        append(node.get(i), i == 0 ? out : out.append(','));
      }
      out.append(']');
    } else if (node.isString()) {
      appendString(node.stringValue(), out);
    } else if (node.isFloatingPointNumber()) {
      appendFraction(node, out);
    } else {
      out.append(node.isNull() ? "null" : node.asString());
    }
  }

  private static void appendObject(JsonNode node, StringBuilder out) {
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
    members.sort(Map.Entry.comparingByKey());
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> entry : members) {
      out.append(separator);
      appendString(entry.getKey(), out);
      out.append(':');
      append(entry.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  /** The members of an object by name, each value as canonical text. */
  public static void members(JsonNode object, Map<String, String> target) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      StringBuilder value = new StringBuilder();
      append(entry.getValue(), value);
      target.put(entry.getKey(), value.toString());
    }
  }

  /** A string as canonical text. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    appendString(text, out);
    return out.toString();
  }

  private static void appendFraction(JsonNode node, StringBuilder out) {
    double value = node.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.append(value);
      return;
    }
    String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    out.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
  }

  private static void appendString(String text, StringBuilder out) {
    out.append('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < FIRST_PRINTABLE || c > LAST_ASCII || c == '"' || c == '\\') {
        out.append(text, plainFrom, i);
        appendEscaped(c, out);
        plainFrom = i + 1;
      }
    }
    out.append(text, plainFrom, text.length()).append('"');
  }

  private static void appendEscaped(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> out.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
  }
}
