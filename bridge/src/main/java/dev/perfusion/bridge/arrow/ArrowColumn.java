package dev.perfusion.bridge.arrow;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A column without nulls.
 *
 * @param name name of the field
 * @param type what its values are
 * @param metadata of the field
 * @param values where the values come from; of a dictionary column their positions in the
 *     dictionary
 * @param dictionary the distinct values of a dictionary column, empty for others
 */
public record ArrowColumn(
    String name, Type type, Map<String, String> metadata, Values values, int[] dictionary) {
  private static final int[] NO_DICTIONARY = {};

  public ArrowColumn {
    metadata = new TreeMap<>(metadata);
  }

  /** Kinds of values. */
  public enum Type {
    /** 64-bit floats. */
    DOUBLE(Double.BYTES),
    /** Signed 32-bit integers. */
    INT(Integer.BYTES),
    /** Signed 32-bit integers, stored as 32-bit positions in a list of the distinct ones. */
    DICTIONARY(Integer.BYTES);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  /** Gives values row by row. */
  @FunctionalInterface
  public interface Values {
    /** Puts the values of rows from {@code from} on, {@code count} of them. */
    void put(int from, int count, ByteBuffer target);
  }

  /** Floats of an array. */
  public static ArrowColumn doubles(String name, Map<String, String> metadata, double[] values) {
    return doubles(
        name,
        metadata,
        (from, count, target) -> {
          target.asDoubleBuffer().put(values, from, count);
          target.position(target.position() + count * Double.BYTES);
        });
  }

  /** Floats. */
  public static ArrowColumn doubles(String name, Map<String, String> metadata, Values values) {
    return new ArrowColumn(name, Type.DOUBLE, metadata, values, NO_DICTIONARY);
  }

  /** Integers. */
  public static ArrowColumn ints(String name, Values values) {
    return new ArrowColumn(name, Type.INT, Map.of(), values, NO_DICTIONARY);
  }

  /** Integers of which most are there many times. */
  public static ArrowColumn dictionary(String name, int[] dictionary, Values positions) {
    return new ArrowColumn(name, Type.DICTIONARY, Map.of(), positions, dictionary);
  }

  /** Bytes of the values of so many rows, with the padding that follows them. */
  long size(int rows) {
    return ArrowMessages.padded((long) rows * type.bytes());
  }
}
