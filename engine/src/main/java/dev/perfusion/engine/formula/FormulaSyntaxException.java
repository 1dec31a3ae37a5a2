package dev.perfusion.engine.formula;

/** A formula text that the grammar does not accept. */
public final class FormulaSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_REASON = 1000;
  private static final int LONGEST_FORMULA = 200;

  private final String formula;
  private final int position;

  /**
   * @param formula the whole text as given
   * @param position index into {@code formula} (0-based) of the first character that does not fit
   * @param reason what is wrong there and what was expected
   */
  public FormulaSyntaxException(String formula, int position, String reason) {
    super(
        shorten(reason, LONGEST_REASON)
            + " at position "
            + position
            + " of \""
            + shorten(formula, LONGEST_FORMULA)
            + "\"");
    this.formula = formula;
    this.position = position;
  }

  /** The whole text as given. */
  public String formula() {
    return formula;
  }

  /** Index into {@link #formula()} of the first character that does not fit. */
  public int position() {
    return position;
  }

  private static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "...";
  }
}
