package dev.perfusion.engine;

/**
 * Values and settings of one run over a shared {@link Simulation}. Mutable, not thread-safe; {@link
 * #copy()} is independent.
 */
public final class SimulationRun {
  private final Simulation simulation;

  SimulationRun(Simulation simulation) {
    this.simulation = simulation;
  }

  /** The simulation this run belongs to. */
  public Simulation simulation() {
    return simulation;
  }

  /** An independent run with the same values and settings. */
  public SimulationRun copy() {
    return new SimulationRun(simulation);
  }

  /**
   * Fixes a parameter at a number, also one with a formula, or the initial value of a species.
   *
   * @param path with or without the simulation name
   * @param value base unit
   * @throws UnknownPathException no such quantity
   * @throws IllegalArgumentException the quantity cannot be set (an observer)
   */
  public void set(String path, double value) {
    throw new UnknownPathException(path, java.util.List.of());
  }

  /** Takes back what {@link #set} did. */
  public void reset(String path) {
    throw new UnknownPathException(path, java.util.List.of());
  }

  /**
   * Value at time 0 with the values set so far, base unit.
   *
   * @throws UnknownPathException no such quantity
   */
  public double value(String path) {
    throw new UnknownPathException(path, java.util.List.of());
  }

  /** Overrides the tolerances of the file. */
  public void setTolerances(double absTol, double relTol) {
    throw new IllegalArgumentException("absTol " + absTol + ", relTol " + relTol);
  }

  /** Stores all species and observers, not only the outputs that the file selects. */
  public void setAllQuantities(boolean all) {
    throw new IllegalArgumentException("all " + all);
  }

  /** Runs to the end. */
  public Results execute() {
    return execute(RunControl.NONE);
  }

  /**
   * Runs to the end.
   *
   * @throws SimulationFailedException the end cannot be reached
   * @throws SimulationStoppedException the control stopped it
   */
  public Results execute(RunControl control) {
    throw new SimulationStoppedException(control.proceed(0, 0) ? 0 : 1);
  }
}
