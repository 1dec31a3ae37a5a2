package dev.perfusion.benchmarks.compare;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * What two sides cost that were measured in turns.
 *
 * @param wall wall times
 * @param cpu CPU times of the measuring thread
 */
record PairedCosts(PairedTimes wall, PairedTimes cpu) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * What an operation costs.
   *
   * @param wall wall time, ns
   * @param cpu CPU time of the calling thread, ns
   */
  record Cost(double wall, double cpu) {}

  /** One side: does its work once or several times. */
  interface Side {
    /** Cost per operation. */
    Cost measure();
  }

  /** A side that does something so many times and gives the mean. */
  static Side repeat(int times, Runnable action) {
    return () -> {
      long start = System.nanoTime();
      long cpu = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        action.run();
      }
      double used = THREADS.getCurrentThreadCpuTime() - cpu;
      double passed = System.nanoTime() - start;
      return new Cost(passed / times, used / times);
    };
  }

  /**
   * Measures in turns; who begins alternates from round to round.
   *
   * @param official null when there is no peer
   */
  static PairedCosts inTurns(int rounds, Side official, Side ours) {
    Cost[] theirs = new Cost[official == null ? 0 : rounds];
    Cost[] own = new Cost[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean first = round % 2 == 0;
      if (official != null && first) {
        theirs[round] = official.measure();
      }
      own[round] = ours.measure();
      if (official != null && !first) {
        theirs[round] = official.measure();
      }
    }
    return new PairedCosts(
        new PairedTimes(wall(theirs), wall(own)), new PairedTimes(cpu(theirs), cpu(own)));
  }

  private static double[] wall(Cost[] costs) {
    return Arrays.stream(costs).mapToDouble(Cost::wall).toArray();
  }

  private static double[] cpu(Cost[] costs) {
    return Arrays.stream(costs).mapToDouble(Cost::cpu).toArray();
  }
}
