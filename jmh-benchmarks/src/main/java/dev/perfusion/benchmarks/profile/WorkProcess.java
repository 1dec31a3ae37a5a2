package dev.perfusion.benchmarks.profile;

/**
 * The process that does the work of the running benchmark. JMH gives states and profilers no common
 * object, so the id is kept as a system property of the fork.
 */
public final class WorkProcess {
  private static final String PROPERTY = "bench.work.pid";

  private WorkProcess() {}

  /** Says who does the work. */
  public static void announce(long pid) {
    System.setProperty(PROPERTY, Long.toString(pid));
  }

  /** Who does the work: this process unless another was announced. */
  static long pid() {
    return Long.getLong(PROPERTY, ProcessHandle.current().pid());
  }
}
