package dev.perfusion.bridge.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One text for equal JSON: keys sorted, no spaces, characters beyond ASCII escaped. It is what
 * Python's {@code json.dumps(x, sort_keys=True, separators=(",", ":"))} writes, as long as numbers
 * with a fraction lie between 1e-3 and 1e15.
 */
public final class CanonicalJson {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_ASCII = 0x7e;

  private CanonicalJson() {}

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
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
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
    Map<String, JsonNode> sorted = new TreeMap<>();
    node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
      out.append(separator);
      appendString(entry.getKey(), out);
      out.append(':');
      append(entry.getValue(), out);
      separator = ",";
    }
    out.append('}');
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < FIRST_PRINTABLE || c > LAST_ASCII) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
