package dev.perfusion.engine.model;

/**
 * A parameter.
 *
 * @param formula value, live in time and state; {@link Formula.Constant} for a plain number
 * @param canBeVaried may be set by the user
 */
public record Parameter(
    int id,
    String entityId,
    String name,
    String path,
    String unit,
    String dimension,
    Formula formula,
    boolean persistable,
    boolean canBeVaried)
    implements Quantity {
  /** The same parameter with a plain number as its value (base unit). */
  public Parameter withValue(double value) {
    return new Parameter(
        id,
        entityId,
        name,
        path,
        unit,
        dimension,
        new Formula.Constant(value),
        persistable,
        canBeVaried);
  }

  /** The same parameter with another formula. */
  public Parameter withFormula(Formula other) {
    return new Parameter(
        id, entityId, name, path, unit, dimension, other, persistable, canBeVaried);
  }
}
