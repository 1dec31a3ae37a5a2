package dev.perfusion.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Converts the values of one quantity between the unit in which they are stored and others.
 *
 * <p>A quantity of a known dimension is stored in its base unit. SimModel XML names no dimension,
 * only the stored unit, which in old files need not be a base unit ({@code cm}); the dimension is
 * then that of the unit. Where neither is known, the stored unit is the only one.
 */
public final class UnitConverter {
  private final Dimension dimension;
  private final Unit stored;
  private final DoubleSupplier molecularWeight;

  private UnitConverter(Dimension dimension, Unit stored, DoubleSupplier molecularWeight) {
    this.dimension = dimension;
    this.stored = stored;
    this.molecularWeight = molecularWeight;
  }

  /**
   * @param molecularWeight of the quantity's molecule (kg/µmol), asked only for conversions between
   *     amount and mass; throws {@link UnitException} or gives NaN when it is not known
   */
  public static UnitConverter of(Quantity quantity, DoubleSupplier molecularWeight) {
    return of(quantity.unit(), quantity.dimension(), molecularWeight);
  }

  /**
   * As {@link #of(Quantity, DoubleSupplier)} for a quantity of which only this is known.
   *
   * @param unit unit in which the model holds it, empty when dimensionless
   * @param dimensionName empty when the file does not give it
   */
  public static UnitConverter of(
      String unit, String dimensionName, DoubleSupplier molecularWeight) {
    Optional<Dimension> named = Dimension.named(dimensionName);
    if (named.isPresent()) {
      Dimension dimension = named.get();
      return new UnitConverter(dimension, dimension.unit(dimension.baseUnit()), molecularWeight);
    }
    Optional<Dimension> ofUnit =
        dimensionName.isEmpty() ? Dimension.ofUnit(unit) : Optional.empty();
    if (ofUnit.isPresent()) {
      return new UnitConverter(ofUnit.get(), ofUnit.get().unit(unit), molecularWeight);
    }
    String name = dimensionName.isEmpty() ? "this quantity" : dimensionName;
    Unit only = new Unit(unit, 1, 0);
    return new UnitConverter(new Dimension(name, unit, List.of(only)), only, molecularWeight);
  }

  /** Dimension of the quantity. */
  public Dimension dimension() {
    return dimension;
  }

  /** Unit in which the model holds the quantity. */
  public String storedUnit() {
    return stored.name();
  }

  /**
   * A value in some unit as the model stores it.
   *
   * @throws UnitException the unit belongs to another dimension, or the molecular weight is needed
   *     and not known
   */
  public double toStored(double value, String unit) {
    Optional<Unit> own = dimension.find(unit);
    if (own.isPresent()) {
      return own.get().equals(stored) ? value : stored.fromBase(own.get().toBase(value));
    }
    double base = counterpart(unit).toBase(value);
    double weight = weight(unit);
    return stored.fromBase(dimension.isMolar() ? base / weight : base * weight);
  }

  /**
   * A stored value in some unit.
   *
   * @throws UnitException as {@link #toStored}
   */
  public double fromStored(double value, String unit) {
    Optional<Unit> own = dimension.find(unit);
    if (own.isPresent()) {
      return own.get().equals(stored) ? value : own.get().fromBase(stored.toBase(value));
    }
    Unit other = counterpart(unit);
    double base = stored.toBase(value);
    double weight = weight(unit);
    return other.fromBase(dimension.isMolar() ? base * weight : base / weight);
  }

  private Unit counterpart(String unit) {
    Optional<Dimension> counterpart = dimension.counterpart();
    Optional<Unit> found = counterpart.flatMap(d -> d.find(unit));
    if (found.isPresent()) {
      return found.get();
    }
    String also =
        counterpart
            .map(d -> "; with the molecular weight of the molecule also " + d.unitNames())
            .orElse("");
    throw new UnitException(
        unit,
        '"' + unit + "\" is not a unit of " + dimension.name() + "; " + dimension.allowed() + also);
  }

  private double weight(String unit) {
    double weight = molecularWeight.getAsDouble();
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new UnitException(
          unit,
          '"'
              + unit
              + "\" needs the molecular weight of the molecule, which the model does not know (it is "
              + weight
              + "); use a unit of "
              + dimension.name()
              + ": "
              + dimension.unitNames());
    }
    return weight;
  }
}
