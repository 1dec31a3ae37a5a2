package dev.perfusion.engine.pk;

/**
 * A parameter of a curve.
 *
 * @param name for example {@code AUC_inf}
 * @param value NaN when it cannot be had from this curve
 * @param unit built from those of the curve: min, µmol/kg and the curve's own
 */
public record PkValue(String name, double value, String unit) {}
