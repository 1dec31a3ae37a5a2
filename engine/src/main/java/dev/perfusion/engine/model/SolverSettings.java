package dev.perfusion.engine.model;

/**
 * What the file asks of the integrator.
 *
 * @param absTol absolute tolerance on the scaled states
 * @param relTol relative tolerance
 * @param h0 first step after a start or restart (min)
 * @param hMin smallest step (min), 0 for none
 * @param hMax largest step (min)
 * @param maxSteps internal steps between two stop points
 * @param checkNegativeValues abort when a species that may not be negative is below -100 absTol at
 *     an output time
 */
public record SolverSettings(
    double absTol,
    double relTol,
    double h0,
    double hMin,
    double hMax,
    int maxSteps,
    boolean checkNegativeValues) {
  /** The defaults of the format. */
  public static final SolverSettings DEFAULT =
      new SolverSettings(1e-9, 1e-4, 1e-10, 0, 60, 100_000, true);

  /** The smallest absolute tolerance, so that parts of it are not 0. */
  public static final double MIN_ABS_TOL = 1e-300;

  /** The same settings with other tolerances. */
  public SolverSettings withTolerances(double newAbsTol, double newRelTol) {
    return new SolverSettings(newAbsTol, newRelTol, h0, hMin, hMax, maxSteps, checkNegativeValues);
  }
}
