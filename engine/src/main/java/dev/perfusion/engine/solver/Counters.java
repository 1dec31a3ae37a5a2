package dev.perfusion.engine.solver;

/** Running counters behind {@link SolverStatistics}. */
final class Counters {
  long steps;
  long rhsCalls;
  long jacobians;
  long factorisations;
  long newtonIterations;
  long errorTestFailures;
  long convergenceFailures;
  long starts;

  void reset() {
    steps = 0;
    rhsCalls = 0;
    jacobians = 0;
    factorisations = 0;
    newtonIterations = 0;
    errorTestFailures = 0;
    convergenceFailures = 0;
    starts = 0;
  }

  SolverStatistics snapshot() {
    return new SolverStatistics(
        steps,
        rhsCalls,
        jacobians,
        factorisations,
        newtonIterations,
        errorTestFailures,
        convergenceFailures,
        Math.max(0, starts - 1));
  }
}
