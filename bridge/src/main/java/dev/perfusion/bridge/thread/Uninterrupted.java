package dev.perfusion.bridge.thread;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Waits that an interrupt does not end: what the awaited threads work on is closed or read next.
 * The interrupt is kept; the caller finds it when the wait is over.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Waits until a thread has ended; one that was never started is not waited for. */
  public static void join(Thread thread) {
    until(
        () -> {
          thread.join();
          return true;
        });
  }

  /**
   * Waits until all tasks of an executor that was shut down have ended.
   *
   * @param time the longest wait
   * @return false when some had not by then
   */
  public static boolean awaitEnd(ExecutorService executor, long time, TimeUnit unit) {
    long end = System.nanoTime() + unit.toNanos(time);
    return until(() -> executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  /** A wait that can be begun again. */
  @FunctionalInterface
  private interface Wait {
    boolean ended() throws InterruptedException;
  }

  private static boolean until(Wait wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.ended();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
