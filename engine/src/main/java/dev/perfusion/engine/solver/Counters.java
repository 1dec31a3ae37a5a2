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
