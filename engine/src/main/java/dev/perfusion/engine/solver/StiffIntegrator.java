package dev.perfusion.engine.solver;

/**
 * A stiff integrator that takes one internal step at a time.
 *
 * <p>Use: {@link #start} once and again after each discontinuity; {@link #step} until {@link
 * #time()} has reached the wanted time; {@link #interpolate} anywhere in the last step. Allocates
 * nothing between two starts. Not thread-safe.
 */
public interface StiffIntegrator {
  /**
   * Starts or restarts: order 1, first step h0. Statistics go on counting.
   *
   * @param t0 start time (min)
   * @param y0 state, copied
   */
  void start(double t0, double[] y0);

  /**
   * Takes one internal step.
   *
   * @param tLimit the step never goes beyond this time: the next discontinuity or the end
   * @throws IntegrationException when the step cannot be taken; the state stays at the last good
   *     step
   */
  void step(double tLimit);

  /** Time reached by the last step. */
  double time();

  /** Writes the solution at {@code t} within the last step, both ends included. */
  void interpolate(double t, double[] y);

  /**
   * The states that limit the step: those with the largest error estimate in the last step, worst
   * first; at most 10.
   */
  int[] limitingStates();

  /** Counters since the integrator was made. */
  SolverStatistics statistics();

  /**
   * Makes the integrator as good as new, for another run of the same system: nothing of the runs
   * before is left, in the counters neither. Allocates nothing.
   */
  void reset();
}
