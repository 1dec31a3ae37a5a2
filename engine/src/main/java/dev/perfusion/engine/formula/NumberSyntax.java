package dev.perfusion.engine.formula;

/**
 * Numbers as the C function {@code strtod} reads them (ISO C, section "The strtod functions"),
 * without a sign in front: decimal with exponent, hexadecimal, {@code inf}, {@code infinity},
 * {@code nan}.
 */
final class NumberSyntax {
  private NumberSyntax() {}

  static boolean isNumber(String token) {
    return isDecimal(token) || isHexadecimal(token) || isNamed(token);
  }

  /** The value of a token for which {@link #isNumber} holds. */
  static double valueOf(String token) {
    if (token.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (isNamed(token)) {
      return Double.POSITIVE_INFINITY;
    }
    boolean needsExponent = isHexadecimal(token) && token.indexOf('p') + token.indexOf('P') == -2;
    return Double.parseDouble(needsExponent ? token + "p0" : token);
  }

  private static boolean isNamed(String token) {
    return token.equalsIgnoreCase("inf")
        || token.equalsIgnoreCase("infinity")
        || token.equalsIgnoreCase("nan");
  }

  private static boolean isDecimal(String token) {
    int mantissaEnd = mantissaEnd(token, 0, 10);
    return mantissaEnd > 0 && isExponent(token, mantissaEnd, 'e');
  }

  private static boolean isHexadecimal(String token) {
    if (token.length() < 3 || token.charAt(0) != '0' || (token.charAt(1) | 32) != 'x') {
      return false;
    }
    int mantissaEnd = mantissaEnd(token, 2, 16);
    return mantissaEnd > 0 && isExponent(token, mantissaEnd, 'p');
  }

  /** End of digits with at most one point, -1 when there is no digit. */
  private static int mantissaEnd(String token, int from, int radix) {
    int i = from;
    int digits = 0;
    boolean point = false;
    for (; i < token.length(); i++) {
      char c = token.charAt(i);
      if (isDigit(c, radix)) {
        digits++;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    return digits > 0 ? i : -1;
  }

  private static boolean isExponent(String token, int from, char letter) {
    if (from == token.length()) {
      return true;
    }
    if ((token.charAt(from) | 32) != letter) {
      return false;
    }
    int i = from + 1;
    if (i < token.length() && (token.charAt(i) == '+' || token.charAt(i) == '-')) {
      i++;
    }
    int first = i;
    while (i < token.length() && isDigit(token.charAt(i), 10)) {
      i++;
    }
    return i > first && i == token.length();
  }

  private static boolean isDigit(char c, int radix) {
    return c < 128 && Character.digit(c, radix) >= 0;
  }
}
