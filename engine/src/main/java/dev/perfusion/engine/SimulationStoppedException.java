package dev.perfusion.engine;

/** A run that its {@link RunControl} stopped. */
public final class SimulationStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param time simulated time reached (min)
   */
  public SimulationStoppedException(double time) {
    super("stopped at t = " + time + " min");
  }
}
