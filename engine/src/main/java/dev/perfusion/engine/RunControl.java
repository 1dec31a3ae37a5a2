package dev.perfusion.engine;

/**
 * How the outside talks to a run: asked once per internal step, so it must be cheap. May be used
 * from any thread.
 */
@FunctionalInterface
public interface RunControl {
  /** Never stops. */
  RunControl NONE = (time, end) -> true;

  /**
   * Called at the start and after each internal step.
   *
   * @param time simulated time reached (min)
   * @param end last output time (min)
   * @return false to stop the run; it then ends with {@link SimulationStoppedException}
   */
  boolean proceed(double time, double end);
}
