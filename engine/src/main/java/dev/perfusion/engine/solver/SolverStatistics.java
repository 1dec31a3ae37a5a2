package dev.perfusion.engine.solver;

/**
 * Counters of one run, all attempts together.
 *
 * @param restarts starts of the integrator after the first of each attempt
 * @param toleranceReductions how often the run began again with tighter tolerances
 */
public record SolverStatistics(
    long steps,
    long rhsCalls,
    long jacobians,
    long factorisations,
    long newtonIterations,
    long errorTestFailures,
    long convergenceFailures,
    long restarts,
    long toleranceReductions) {
  /** Nothing done yet. */
  public static final SolverStatistics NONE = new SolverStatistics(0, 0, 0, 0, 0, 0, 0, 0);

  /** Counters of a single attempt. */
  public SolverStatistics(
      long steps,
      long rhsCalls,
      long jacobians,
      long factorisations,
      long newtonIterations,
      long errorTestFailures,
      long convergenceFailures,
      long restarts) {
    this(
        steps,
        rhsCalls,
        jacobians,
        factorisations,
        newtonIterations,
        errorTestFailures,
        convergenceFailures,
        restarts,
        0);
  }

  /** The sum of both. */
  public SolverStatistics plus(SolverStatistics other) {
    return new SolverStatistics(
        steps + other.steps,
        rhsCalls + other.rhsCalls,
        jacobians + other.jacobians,
        factorisations + other.factorisations,
        newtonIterations + other.newtonIterations,
        errorTestFailures + other.errorTestFailures,
        convergenceFailures + other.convergenceFailures,
        restarts + other.restarts,
        toleranceReductions + other.toleranceReductions);
  }

  /** The same and one reduction of tolerances more. */
  public SolverStatistics plusToleranceReduction() {
    return plus(new SolverStatistics(0, 0, 0, 0, 0, 0, 0, 0, 1));
  }
}
