package dev.perfusion.engine.formula;

/** A formula text that the grammar does not accept. */
public final class FormulaSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String formula;
  private final int position;

  /**
   * @param formula the whole text as given
   * @param position index into {@code formula} (0-based) of the first character that does not fit
   * @param reason what is wrong there and what was expected
   */
  public FormulaSyntaxException(String formula, int position, String reason) {
    super(reason + " at position " + position + " of \"" + shorten(formula) + "\"");
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

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
