package dev.perfusion.engine;

import java.util.List;

/** A run that could not reach its end: says where, why and which quantities are to blame. */
public final class SimulationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final double time;
  private final transient List<String> paths;

  /**
   * @param time simulated time reached (min)
   * @param paths full paths of the quantities to blame, worst first; may be empty
   */
  public SimulationFailedException(double time, String reason, List<String> paths) {
    super(
        reason
            + " (t = "
            + time
            + " min)"
            + (paths.isEmpty() ? "" : ": " + String.join(", ", paths)));
    this.time = time;
    this.paths = List.copyOf(paths);
  }

  /** Simulated time reached (min). */
  public double time() {
    return time;
  }

  /** Full paths of the quantities to blame, worst first. */
  public List<String> paths() {
    return paths;
  }
}
