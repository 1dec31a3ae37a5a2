package dev.perfusion.engine.model;

import java.util.List;

/**
 * A variable of the ODE system: a molecule amount (µmol) or a parameter with a right-hand side.
 *
 * @param initialValue value at time 0, unscaled
 * @param rightHandSide d(value)/dt (base unit per minute) is the sum of these terms; empty for a
 *     constant
 * @param scaleFactor the integrator sees value / scaleFactor
 * @param negativeValuesAllowed false: a clearly negative value at an output time aborts the run
 */
public record Species(
    int id,
    String entityId,
    String name,
    String path,
    String unit,
    String dimension,
    Formula initialValue,
    List<RateTerm> rightHandSide,
    double scaleFactor,
    boolean persistable,
    boolean negativeValuesAllowed)
    implements Quantity {
  public Species {
    rightHandSide = List.copyOf(rightHandSide);
  }

  /** The same species with a plain number as its initial value (base unit, unscaled). */
  public Species withInitialValue(double value) {
    return new Species(
        id,
        entityId,
        name,
        path,
        unit,
        dimension,
        new Formula.Constant(value),
        rightHandSide,
        scaleFactor,
        persistable,
        negativeValuesAllowed);
  }

  /** The same species with another scale factor. */
  public Species withScaleFactor(double factor) {
    return new Species(
        id,
        entityId,
        name,
        path,
        unit,
        dimension,
        initialValue,
        rightHandSide,
        factor,
        persistable,
        negativeValuesAllowed);
  }
}
