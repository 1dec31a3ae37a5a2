package dev.perfusion.engine.solver;

import dev.perfusion.engine.linear.LinearSolver;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;

/**
 * A family of integrators. Each is given its own share of the tolerances, see docs/engine.md for
 * how the shares were found.
 */
public enum Method {
  /**
   * Backward differentiation formulas, {@link BdfIntegrator}. With its share the error of a run is
   * no larger than that of CVODES at the tolerances asked for, on every reference model.
   */
  BDF(0.3) {
    @Override
    StiffIntegrator make(
        OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings) {
      return new BdfIntegrator(system, symbolic, solver, settings);
    }
  },
  /**
   * A Rosenbrock method of order 5, {@link RosenbrockIntegrator}: somewhat slower, and where the
   * right-hand side is smooth up to ten times more accurate at the same tolerances; of little use
   * where it has many kinks.
   */
  ROSENBROCK(1) {
    @Override
    StiffIntegrator make(
        OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings) {
      return new RosenbrockIntegrator(system, symbolic, solver, settings);
    }
  };

  private final double share;

  Method(double share) {
    this.share = share;
  }

  /**
   * Makes an integrator.
   *
   * @param symbolic analysis of the iteration matrix
   * @param solver takes values in the order of {@code symbolic.pattern()}
   * @param settings with the tolerances that the run is asked for
   */
  public StiffIntegrator integrator(
      OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings) {
    return make(system, symbolic, solver, own(settings));
  }

  /** The settings with the tolerances that the integrator is given. */
  public SolverSettings own(SolverSettings settings) {
    return settings.withTolerances(share * settings.absTol(), share * settings.relTol());
  }

  abstract StiffIntegrator make(
      OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings);
}
