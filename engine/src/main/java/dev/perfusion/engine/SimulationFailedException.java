package dev.perfusion.engine;

import java.util.List;

/** A run that could not reach its end: says where, why and which quantities are to blame. */
public final class SimulationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMED = 10;

  private final double time;
  private final transient List<String> paths;

  /**
   * @param time simulated time reached (min)
   * @param paths full paths of the quantities to blame, worst first; may be empty
   */
  public SimulationFailedException(double time, String reason, List<String> paths) {
    super(reason + " (t = " + time + " min)" + (paths.isEmpty() ? "" : ": " + named(paths)));
    this.time = time;
    this.paths = List.copyOf(paths);
  }

  /** A body without weight has no initial value at all: thousands of names tell nothing more. */
  private static String named(List<String> paths) {
    int more = paths.size() - MOST_NAMED;
    return more <= 0
        ? String.join(", ", paths)
        : String.join(", ", paths.subList(0, MOST_NAMED)) + " and " + more + " more";
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
