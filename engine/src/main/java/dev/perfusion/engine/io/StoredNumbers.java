package dev.perfusion.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Number arrays as project files hold them: the one layout of .NET binary serialisation that occurs
 * (up to PK-Sim 12), or JSON text (PK-Sim 13). Nothing else of either format is read.
 */
final class StoredNumbers {
  private static final byte[] PREFIX = {0, 1, 0, 0, 0, -1, -1, -1, -1, 1, 0, 0, 0, 0, 0, 0, 0, 15};
  private static final int COUNT_AT = 22;
  private static final int TYPE_AT = 26;
  private static final int DATA_AT = 27;
  private static final byte END = 11;

  private StoredNumbers() {}

  /**
   * Decodes an array.
   *
   * @param floats JSON numbers stand for 32-bit floats; the binary layout says so itself
   */
  static double[] decode(byte[] data, boolean floats, Located where) {
    if (data.length > 0 && data[0] == '[') {
      return json(new String(data, StandardCharsets.UTF_8), floats, where);
    }
    for (int i = 0; i < PREFIX.length; i++) {
      if (i >= data.length || data[i] != PREFIX[i]) {
        throw where.error("holds no number array in a known layout");
      }
    }
    if (data.length <= DATA_AT) {
      throw where.error("holds a number array that is cut off");
    }
    ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    long count = buffer.getInt(COUNT_AT);
    int type = data[TYPE_AT];
    int width =
        switch (type) {
          case 6 -> 8;
          case 8, 11 -> 4;
          default -> throw where.error("holds an array of the unknown element type " + type);
        };
    if (count < 0 || DATA_AT + count * width + 1 != data.length || data[data.length - 1] != END) {
      throw where.error(
          "holds an array that should have "
              + count
              + " numbers but has "
              + data.length
              + " bytes");
    }
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      int at = DATA_AT + i * width;
      values[i] =
          type == 6 ? buffer.getDouble(at) : type == 8 ? buffer.getInt(at) : buffer.getFloat(at);
    }
    return values;
  }

  /** The same in base 64, as inside of XML. */
  static double[] decode(String base64, boolean floats, Located where) {
    try {
      return decode(Base64.getDecoder().decode(base64.strip()), floats, where);
    } catch (IllegalArgumentException e) {
      throw where.error("holds an array that is not base 64: " + e.getMessage());
    }
  }

  private static double[] json(String text, boolean floats, Located where) {
    String trimmed = text.strip();
    if (!trimmed.endsWith("]")) {
      throw where.error("holds a number list that is cut off");
    }
    int end = trimmed.length() - 1;
    if (trimmed.substring(1, end).isBlank()) {
      return new double[0];
    }
    double[] values = new double[1 + (int) trimmed.chars().filter(c -> c == ',').count()];
    int from = 1;
    for (int i = 0; i < values.length; i++) {
      int comma = trimmed.indexOf(',', from);
      int to = comma < 0 ? end : comma;
      String part = trimmed.substring(from, to).strip();
      from = to + 1;
      boolean quoted = part.length() > 1 && part.startsWith("\"") && part.endsWith("\"");
      String number = quoted ? part.substring(1, part.length() - 1) : part;
      double value = NumberText.number(number, "number " + (i + 1) + " of a list", where);
      boolean single = floats && Double.isFinite(value);
      values[i] = single ? Float.parseFloat(number) : value;
    }
    return values;
  }
}
