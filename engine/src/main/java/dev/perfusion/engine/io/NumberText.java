package dev.perfusion.engine.io;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers and truth values as both file formats write them. */
final class NumberText {
  private static final double EXACT = 1L << 53;

  private NumberText() {}

  /** Text of a number that {@link #number(String)} reads back as the same double. */
  static String text(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < EXACT;
    boolean negativeZero = value == 0 && 1 / value < 0;
    return whole && !negativeZero ? Long.toString((long) value) : Double.toString(value);
  }

  /** Text of a number as a formula of its own or in brackets. */
  static String inFormula(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : text(value);
  }

  /** Text of a truth value. */
  static String flag(boolean value) {
    return value ? "1" : "0";
  }

  /** A number; {@code NaN}, {@code N.Def.}, {@code INF} and {@code Infinity} in any case. */
  static OptionalDouble number(String text) {
    String trimmed = text.strip();
    if (isPlain(trimmed)) {
      try {
        return OptionalDouble.of(Double.parseDouble(trimmed));
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }
    return switch (trimmed.toUpperCase(Locale.ROOT)) {
      case "NAN", "N.DEF." -> OptionalDouble.of(Double.NaN);
      case "INF", "INFINITY", "+INF", "+INFINITY" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-INF", "-INFINITY" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }

  static double number(String text, String what, Located where) {
    return number(text)
        .orElseThrow(() -> where.error(what + " is not a number: \"" + text.strip() + "\""));
  }

  static int integer(String text, String what, Located where) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw where.error(what + " is not an integer: \"" + text.strip() + "\"");
    }
  }

  static boolean flag(String text, String what, Located where) {
    return switch (text.strip()) {
      case "1", "true", "True" -> true;
      case "0", "false", "False" -> false;
      default -> throw where.error(what + " is neither 0 nor 1: \"" + text.strip() + "\"");
    };
  }

  /** Only characters of a decimal number: keeps out what Java reads beyond the format. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
