package dev.perfusion.engine.ode;

/**
 * A model that was read but makes no sense as a system of equations, for example a formula that
 * depends on itself.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String element;
  private final String reason;

  /**
   * @param element full path of the quantity at fault
   * @param reason what is wrong with it
   */
  public ModelException(String element, String reason) {
    super(element + ": " + reason);
    this.element = element;
    this.reason = reason;
  }

  /** Full path of the quantity at fault. */
  public String element() {
    return element;
  }

  /** What is wrong with it. */
  public String reason() {
    return reason;
  }
}
