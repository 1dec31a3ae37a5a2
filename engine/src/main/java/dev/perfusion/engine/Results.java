package dev.perfusion.engine;

import dev.perfusion.engine.solver.SolverStatistics;
import java.util.List;

/**
 * Results of one run.
 *
 * @param simulation simulation name
 * @param times output times (min), increasing; 0 first
 * @param series one per output, in the order species, observers, parameters
 * @param statistics counters of the integrator
 * @param warnings what the run had to say
 * @param runNanos wall time of the integration and the outputs
 */
public record Results(
    String simulation,
    double[] times,
    List<Series> series,
    SolverStatistics statistics,
    List<String> warnings,
    long runNanos) {

  /**
   * One output.
   *
   * @param quantity what it is
   * @param values one per output time, base unit
   * @param constant depends neither on time nor on states, and no event changes it
   */
  public record Series(QuantityInfo quantity, double[] values, boolean constant) {
    /** An output that may vary. */
    public Series(QuantityInfo quantity, double[] values) {
      this(quantity, values, false);
    }
  }
}
