package dev.perfusion.engine.model;

/** A unit that does not fit; the message says what would. */
public final class UnitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String unit;

  /**
   * @param unit the unit asked for
   * @param reason what is wrong and the way out
   */
  public UnitException(String unit, String reason) {
    super(reason);
    this.unit = unit;
  }

  /** The unit asked for. */
  public String unit() {
    return unit;
  }
}
