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

  /** Appends the canonical text of a text. */
  public static void append(String text, StringBuilder out) {
    appendString(text, out);
  }

  /** Appends the canonical text. */
  public static void append(JsonNode node, StringBuilder out) {
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
      out.append(fraction(node.doubleValue()));
    } else {
      out.append(node.isNull() ? "null" : node.asString());
    }
  }

  private static void appendObject(JsonNode node, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> entry : sorted(node)) {
      appendString(entry.getKey(), out.append(separator));
      append(entry.getValue(), out.append(':'));
      separator = ",";
    }
    out.append('}');
  }

  /** The members of an object by name. */
  public static List<Map.Entry<String, JsonNode>> sorted(JsonNode object) {
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
    members.sort(Map.Entry.comparingByKey());
    return members;
  }

  /** The canonical text of a record, as if it were made a tree first. */
  public static byte[] bytes(Record value) {
    return CanonicalMapper.bytes(value);
  }

  /**
   * A number with a fraction, without exponent: the shortest that is read back as the same, as
   * newer JDKs and Python write it. {@code Double.toString} of JDK 17 takes three times as long and
   * is at times longer.
   */
  public static String fraction(double value) {
    byte[] digits = new byte[ShortestDecimal.MAX_BYTES];
    int length = ShortestDecimal.write(value, digits, 0);
    String shortest = new String(digits, 0, length, StandardCharsets.ISO_8859_1);
    if (Double.isNaN(value) || Double.isInfinite(value) || isPlain(shortest)) {
      return shortest;
    }
    int e = shortest.indexOf('E');
    int point = shortest.indexOf('.');
    if (e < 0 || point < 0) {
      String plain = new BigDecimal(shortest).stripTrailingZeros().toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return shifted(shortest, point, e, Integer.parseInt(shortest, e + 1, shortest.length(), 10));
  }

  /** A number without its exponent. */
  private static String shifted(String number, int point, int e, int exponent) {
    int end = e;
    while (number.charAt(end - 1) == '0') {
      end--;
    }
    int sign = number.charAt(0) == '-' ? 1 : 0;
    StringBuilder plain = new StringBuilder().append(number, 0, sign);
    if (exponent < 0) {
      plain.append("0.").append("0".repeat(-exponent - (point - sign)));
      return plain.append(number, sign, point).append(number, point + 1, end).toString();
    }
    plain.append(number, sign, point);
    int fraction = end - point - 1;
    if (fraction <= exponent) {
      plain.append(number, point + 1, end).append("0".repeat(exponent - fraction));
      return plain.append(".0").toString();
    }
    plain.append(number, point + 1, point + 1 + exponent).append('.');
    return plain.append(number, point + 1 + exponent, end).toString();
  }

  private static boolean isPlain(String number) {
    int end = number.length();
    return number.indexOf('E') < 0 && (number.charAt(end - 1) != '0' || number.endsWith(".0"));
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
