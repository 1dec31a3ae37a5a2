package dev.perfusion.engine.model;

/** What parameters, species and observers have in common. */
public sealed interface Quantity permits Parameter, Species, Observer {
  /** Positive, unique among all quantities of a model. */
  int id();

  /** Id of the entity in the file; may be empty. */
  String entityId();

  /** Last element of the path. */
  String name();

  /**
   * Full path, the simulation name included, elements joined by {@code |} (or the delimiter of the
   * file).
   */
  String path();

  /** Base unit; empty when dimensionless or unknown. */
  String unit();

  /** Dimension name; empty when the file does not give it (SimModel XML). */
  String dimension();

  /** Selected as an output. */
  boolean persistable();
}
