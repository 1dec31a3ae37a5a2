package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.QuantityInfo;
import java.util.Optional;
import java.util.Set;

/**
 * What values a quantity can have. Model files name no bounds; those of physics follow from the
 * dimension: there is no negative volume.
 */
final class ParameterRange {
  private static final Set<String> NEVER_NEGATIVE =
      Set.of(
          "Volume",
          "Mass",
          "Amount",
          "Flow",
          "Area",
          "Length",
          "Density",
          "Density (volume)",
          "Concentration (molar)",
          "Concentration (mass)",
          "Molecular weight",
          "Age in years",
          "BMI");
  private static final String FRACTION = "Fraction";

  private ParameterRange() {}

  /**
   * Refuses what cannot be.
   *
   * @param value base unit
   * @throws BridgeException {@code InvalidInput} with the value and the range
   */
  static void check(QuantityInfo quantity, double value) {
    if (Double.isInfinite(value)) {
      throw BridgeException.invalid(
          "value", quantity.path() + " = " + value + unit(quantity) + ": must be finite", null);
    }
    if (value < 0 && NEVER_NEGATIVE.contains(quantity.dimension())) {
      String allowed = "0 or more" + unit(quantity);
      throw BridgeException.invalid(
          "value",
          quantity.path()
              + " = "
              + value
              + unit(quantity)
              + ": out of range, allowed is "
              + allowed
              + " ("
              + quantity.dimension()
              + ")",
          "give " + allowed);
    }
  }

  /** What is possible and odd. */
  static Optional<String> remark(QuantityInfo quantity, double value) {
    if (quantity.dimension().equals(FRACTION) && !(value >= 0 && value <= 1)) {
      return Optional.of(quantity.path() + " = " + value + " is a fraction outside 0 to 1.");
    }
    return quantity.editable()
        ? Optional.empty()
        : Optional.of(
            quantity.path() + " is not meant to be changed; it was changed all the same.");
  }

  private static String unit(QuantityInfo quantity) {
    return quantity.unit().isEmpty() ? "" : " " + quantity.unit();
  }
}
