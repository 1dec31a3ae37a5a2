package dev.perfusion.engine.model;

/**
 * A unit of a dimension: base value = (value + offset) · factor.
 *
 * @param name as the format writes it, for example {@code ml/min/kg}; empty for a plain number
 */
public record Unit(String name, double factor, double offset) {
  /** A value in this unit as one in the base unit. */
  public double toBase(double value) {
    return (value + offset) * factor;
  }

  /** A value in the base unit as one in this unit. */
  public double fromBase(double base) {
    return base / factor - offset;
  }
}
