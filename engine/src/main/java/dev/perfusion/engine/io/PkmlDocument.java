package dev.perfusion.engine.io;

import java.util.List;
import java.util.Map;

/**
 * What a file holds for a simulation, references not yet resolved.
 *
 * @param entities by object id
 */
record PkmlDocument(
    String file,
    FormatVersion format,
    Entity root,
    String rootParentPath,
    Map<String, Entity> entities,
    FormulaCache formulas,
    Settings settings) {

  /**
   * Simulation settings.
   *
   * @param solver container of solver parameters (version 9 on) or bearer of solver attributes;
   *     null when missing
   * @param intervals containers of interval parameters, or bearers of interval attributes
   * @param times single output times (min)
   * @param selections public paths of the selected outputs
   * @param addition what is selected, too
   * @param formulas own formula cache of the settings
   */
  record Settings(
      Entity solver,
      List<Entity> intervals,
      List<Double> times,
      List<String> selections,
      Addition addition,
      FormulaCache formulas) {}

  /** Outputs that the writing program stores although they are not among the selections. */
  enum Addition {
    /** None. */
    NONE,
    /** See {@link PkSimOutputs}. */
    PK_SIM_OUTPUTS,
    /** Parameters that are marked as outputs themselves, as MoBi does it. */
    PERSISTABLE_PARAMETERS
  }
}
