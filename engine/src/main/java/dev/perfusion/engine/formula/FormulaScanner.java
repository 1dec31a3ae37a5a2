package dev.perfusion.engine.formula;

/** Cuts a {@link FormulaText} into tokens; the current token is what the accessors describe. */
final class FormulaScanner {
  /** Kind of token; operators and brackets are {@code SYMBOL}. */
  enum Kind {
    NUMBER,
    NAME,
    SYMBOL,
    END
  }

  static final char LESS_OR_EQUAL = '\u2264';
  static final char GREATER_OR_EQUAL = '\u2265';
  static final char NOT_EQUAL = '\u2260';

  private static final String DELIMITERS = "+-*/\\^<>=!()[]{}'\"?:¬&|;";
  private static final String OPERATORS = "+-*/^<>=()?:¬&|;";

  private final FormulaText text;
  private int start;
  private int next;
  private Kind kind;
  private char symbol;
  private String word;

  FormulaScanner(FormulaText text) {
    this.text = text;
    advance();
  }

  Kind kind() {
    return kind;
  }

  boolean is(char wanted) {
    return kind == Kind.SYMBOL && symbol == wanted;
  }

  /** The operator or bracket, NUL for other tokens. */
  char symbol() {
    return kind == Kind.SYMBOL ? symbol : '\0';
  }

  /** Text of a number or a name. */
  String word() {
    return word;
  }

  int start() {
    return start;
  }

  /** What the token is called in a message. */
  String describe() {
    return switch (kind) {
      case END -> "the end";
      case SYMBOL -> '"' + text.slice(start, next) + '"';
      case NUMBER, NAME -> '"' + word + '"';
    };
  }

  FormulaSyntaxException error(String reason) {
    return text.error(start, reason);
  }

  FormulaSyntaxException error(int index, String reason) {
    return text.error(index, reason);
  }

  void advance() {
    start = next;
    if (start >= text.length()) {
      kind = Kind.END;
    } else if (DELIMITERS.indexOf(text.at(start)) >= 0) {
      scanSymbol();
    } else {
      scanWord();
    }
  }

  private void scanSymbol() {
    char c = text.at(start);
    char follower = text.at(start + 1);
    kind = Kind.SYMBOL;
    next = start + 2;
    if (c == '<' && follower == '=') {
      symbol = LESS_OR_EQUAL;
    } else if (c == '>' && follower == '=') {
      symbol = GREATER_OR_EQUAL;
    } else if (c == '<' && follower == '>' || c == '!' && follower == '=') {
      symbol = NOT_EQUAL;
    } else if (c == '=' && follower == '=') {
      throw error("\"==\" is not an operator, equality is written \"=\"");
    } else if (OPERATORS.indexOf(c) < 0) {
      throw error("\"" + c + "\" is not part of the formula language");
    } else {
      symbol = c;
      next = start + 1;
    }
  }

  private void scanWord() {
    int end = wordEnd(start);
    String plain = text.slice(start, end);
    int signed = signedExponentEnd(end);
    String extended = signed > end ? text.slice(start, signed) : plain;
    if (signed > end && NumberSyntax.isNumber(extended)) {
      accept(Kind.NUMBER, extended, signed);
    } else {
      accept(NumberSyntax.isNumber(plain) ? Kind.NUMBER : Kind.NAME, plain, end);
    }
  }

  private void accept(Kind found, String token, int end) {
    kind = found;
    word = token;
    next = end;
  }

  /** Where a number goes on behind the sign of its exponent, {@code end} when there is no sign. */
  private int signedExponentEnd(int end) {
    char sign = text.at(end);
    boolean exponent = end - start >= 2 && (text.at(end - 1) | 32) == 'e';
    if (!exponent || sign != '+' && sign != '-' || !isDigit(text.at(end + 1))) {
      return end;
    }
    return wordEnd(end + 1);
  }

  private int wordEnd(int from) {
    int i = from;
    while (i < text.length() && DELIMITERS.indexOf(text.at(i)) < 0) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
