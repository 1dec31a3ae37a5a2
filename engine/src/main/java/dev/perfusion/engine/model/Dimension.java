package dev.perfusion.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A dimension of the format with its units: {@code Flow} is stored in {@code l/min} and shown in
 * {@code ml/min}, {@code l/h} and others.
 *
 * @param name as the format writes it, for example {@code Concentration (molar)}
 * @param baseUnit all stored numbers are in this unit; empty for plain numbers
 * @param units with the base unit among them
 */
public record Dimension(String name, String baseUnit, List<Unit> units) {
  public Dimension {
    units = List.copyOf(units);
  }

  /** The dimension of that name, names of suite 5 and 6 included; empty when there is none. */
  public static Optional<Dimension> named(String name) {
    return Optional.ofNullable(DimensionTable.get().byName(name));
  }

  /**
   * The dimension of that name.
   *
   * @throws IllegalArgumentException there is none
   */
  public static Dimension of(String name) {
    return named(name)
        .orElseThrow(() -> new IllegalArgumentException("no dimension \"" + name + '"'));
  }

  /**
   * The dimension to which a unit belongs, where a file names only units: the one that has it as
   * base unit, else the first that has it at all; empty when none has.
   */
  public static Optional<Dimension> ofUnit(String unit) {
    return DimensionTable.get().byUnit(unit);
  }

  /** All dimensions. */
  public static List<Dimension> all() {
    return DimensionTable.get().dimensions();
  }

  /** Its unit of that name in any accepted spelling; empty when it has none. */
  public Optional<Unit> find(String unit) {
    String wanted = unit.strip();
    for (Unit candidate : units) {
      if (candidate.name().equals(wanted)) {
        return Optional.of(candidate);
      }
    }
    String normal = UnitSpelling.normal(wanted);
    return units.stream().filter(u -> UnitSpelling.normal(u.name()).equals(normal)).findFirst();
  }

  /**
   * Its unit of that name in any accepted spelling ({@code umol}, both micro signs, {@code mL}).
   *
   * @throws UnitException a unit of another dimension; names this one and its units
   */
  public Unit unit(String unit) {
    return find(unit)
        .orElseThrow(
            () ->
                new UnitException(
                    unit, '"' + unit + "\" is not a unit of " + name + "; " + allowed()));
  }

  /** A value in one of its units as one in the base unit. */
  public double toBase(double value, String unit) {
    return unit(unit).toBase(value);
  }

  /** A value in the base unit as one in one of its units. */
  public double fromBase(double base, String unit) {
    return unit(unit).fromBase(base);
  }

  /**
   * The dimension of mass that goes with this one of amount, or the reverse: {@code Concentration
   * (molar)} and {@code Concentration (mass)}. Base value (mass) = base value (molar) · molecular
   * weight (kg/µmol).
   */
  public Optional<Dimension> counterpart() {
    return DimensionTable.get().counterpart(this);
  }

  /** It counts molecules, its {@link #counterpart} weighs them. */
  boolean isMolar() {
    return DimensionTable.get().isMolar(this);
  }

  /** The list of units for a message. */
  String allowed() {
    return "allowed: " + unitNames();
  }

  String unitNames() {
    return units.stream()
        .map(u -> u.name().isEmpty() ? "no unit" : u.name())
        .collect(Collectors.joining(", "));
  }
}
