package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Dimension;

/**
 * Base units of the dimensions a pkml names. All stored numbers are in these units; dimensions that
 * are not known are shown without a unit.
 */
final class BaseUnits {
  private BaseUnits() {}

  static String of(String dimension) {
    return Dimension.named(dimension).map(Dimension::baseUnit).orElse("");
  }
}
