package dev.perfusion.engine.formula;

/**
 * A formula text made ready for scanning: word operators replaced by {@code ¬ & |}, blanks removed,
 * decimal commas turned into points. Every character remembers where it came from.
 */
final class FormulaText {
  private final String original;
  private final char[] chars;
  private final int[] origins;
  private int length;

  FormulaText(String original) {
    this.original = original;
    this.chars = new char[original.length()];
    this.origins = new int[original.length()];
    checkBrackets();
    for (int i = 0; i < original.length(); ) {
      i = copyFrom(i);
    }
  }

  int length() {
    return length;
  }

  /** The character at {@code index}, or NUL behind the end. */
  char at(int index) {
    return index < length ? chars[index] : '\0';
  }

  String slice(int from, int to) {
    return new String(chars, from, to - from);
  }

  FormulaSyntaxException error(int index, String reason) {
    int position = index < length ? origins[index] : original.length();
    return new FormulaSyntaxException(original, position, reason);
  }

  private int copyFrom(int i) {
    char c = original.charAt(i);
    if (isBlank(c)) {
      return i + 1;
    }
    if (isWord(i, "NOT", '(')) {
      append('¬', i);
      return i + 3;
    }
    if (isWord(i, "AND", ')')) {
      append('&', i);
      return i + 3;
    }
    if (isWord(i, "OR", ')')) {
      append('|', i);
      return i + 2;
    }
    append(c == ',' ? '.' : c, i);
    return i + 1;
  }

  private void append(char c, int origin) {
    chars[length] = c;
    origins[length++] = origin;
  }

  private boolean isWord(int i, String word, char bracketBefore) {
    if (!original.regionMatches(true, i, word, 0, word.length())) {
      return false;
    }
    int end = i + word.length();
    boolean before =
        i == 0 || isBlank(original.charAt(i - 1)) || original.charAt(i - 1) == bracketBefore;
    boolean after =
        end == original.length() || isBlank(original.charAt(end)) || original.charAt(end) == '(';
    return before && after;
  }

  private void checkBrackets() {
    int[] open = new int[original.length()];
    int depth = 0;
    for (int i = 0; i < original.length(); i++) {
      char c = original.charAt(i);
      if (c == '(') {
        open[depth++] = i;
      } else if (c == ')' && --depth < 0) {
        throw new FormulaSyntaxException(original, i, "\")\" without \"(\"");
      }
    }
    if (depth > 0) {
      throw new FormulaSyntaxException(original, open[depth - 1], "\"(\" without \")\"");
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
