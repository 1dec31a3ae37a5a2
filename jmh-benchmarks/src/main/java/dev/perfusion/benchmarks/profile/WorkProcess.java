package dev.perfusion.benchmarks.profile;

/**
 * The process that does the work of the running benchmark. JMH gives states and profilers no common
 * object, so the id is kept as a system property of the fork.
 */
public final class WorkProcess {
  private static final String PROPERTY = "bench.work.pid";

  private static Runnable last = () -> {};

  private WorkProcess() {}

  /** Says who does the work. */
  public static void announce(long pid) {
    System.setProperty(PROPERTY, Long.toString(pid));
  }

  /** Who does the work: this process unless another was announced. */
  static long pid() {
    return Long.getLong(PROPERTY, ProcessHandle.current().pid());
  }

  /** Has something done before the process ends: JMH stops the benchmark before the profiler. */
  static synchronized void beforeEnd(Runnable work) {
    last = work;
  }

  /** Says that the process is about to end. */
  public static void ending() {
    Runnable work;
    synchronized (WorkProcess.class) {
      work = last;
      last = () -> {};
    }
    work.run();
  }
}
