package dev.perfusion.engine;

/**
 * What a user sees of a quantity.
 *
 * @param kind parameter, species or observer
 * @param path public path: without the simulation name
 * @param fullPath path with the simulation name
 * @param unit base unit, empty when dimensionless
 * @param dimension dimension name, empty when the file does not give it
 * @param editable its value (species: initial value) may be set
 * @param output selected as an output by the file
 */
public record QuantityInfo(
    Kind kind,
    String path,
    String fullPath,
    String name,
    String unit,
    String dimension,
    boolean editable,
    boolean output) {
  /** Kind of quantity. */
  public enum Kind {
    PARAMETER,
    SPECIES,
    OBSERVER
  }
}
