package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.Differentiator;
import java.util.List;

/**
 * Derivatives of all that a run computes. Variables are numbered as in {@link
 * Differentiator.Variables}: states, then slots, then time.
 *
 * @param slotCount number of slots
 * @param parameterSlots slot of the perturbation of each parameter
 * @param slope computes the right-hand sides and {@code rates}
 * @param rates derivatives of the right-hand sides, unscaled
 * @param initial derivatives of the initial values, unscaled
 * @param outputs computes {@code outputDerivatives}
 * @param stops moments at which the right-hand side jumps: jumps of tables, and comparisons with
 *     time
 * @param events one per event
 */
record SensitivityCode(
    int slotCount,
    int[] parameterSlots,
    Tape slope,
    Partials rates,
    Partials initial,
    Tape outputs,
    Partials outputDerivatives,
    List<Stop> stops,
    List<EventDerivatives> events) {

  /** Variable number of time. */
  int timeVariable(int states) {
    return states + slotCount;
  }

  /**
   * Moments at which the right-hand side jumps.
   *
   * @param table index into {@link CompiledModel#restartTables()}, whose times are meant; or -1
   * @param time register of the moment when there is no table
   * @param derivative derivatives of the moment or of the table's shift, one row
   */
  record Stop(int table, int time, Partials derivative) {}

  /**
   * Derivatives of an event.
   *
   * @param times registers of the moments its condition names
   * @param timeDerivatives their derivatives, a row each
   */
  record EventDerivatives(
      int[] times, Partials timeDerivatives, List<AssignmentDerivatives> assignments) {}

  /** Derivatives of an assigned value, one row; {@code code} computes them. */
  record AssignmentDerivatives(Tape code, Partials partials) {}
}
