package dev.perfusion.bridge.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells jobs when their time is over. There is one look for all of them, at the earliest deadline:
 * short jobs that follow each other cost no timer, and tasks need not read the clock.
 */
final class Deadlines {
  private static final long NANOS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Workers workers;
  private final long patienceNanos;
  private final Consumer<Job> deaf;
  private final Set<Job> running = ConcurrentHashMap.newKeySet();
  private Future<?> look;
  private long lookNanos;

  /**
   * @param patienceMs how long a task may take to notice
   * @param deaf told of a job whose task did not
   */
  Deadlines(Workers workers, long patienceMs, Consumer<Job> deaf) {
    this.workers = workers;
    this.patienceNanos = patienceMs * NANOS_PER_MS;
    this.deaf = deaf;
  }

  /** An attempt of a job has begun. */
  void watch(Job job) {
    running.add(job);
    lookBy(job.deadlineNanos());
  }

  /** Its task has come back, or was given up. */
  void release(Job job) {
    running.remove(job);
  }

  private synchronized void lookBy(long nanos) {
    if (look != null && nanos - lookNanos >= 0) {
      return;
    }
    if (look != null) {
      look.cancel(false);
    }
    lookNanos = nanos;
    long left = Math.max(0, nanos - System.nanoTime());
    // Never early: the look would find nothing to do and come again at once.
    look = workers.after((left + NANOS_PER_MS - 1) / NANOS_PER_MS, this::look);
  }

  private void look() {
    synchronized (this) {
      look = null;
    }
    for (Job job : running) {
      if (job.ended()) {
        // Given up between its start and the watch.
        running.remove(job);
        continue;
      }
      long now = System.nanoTime();
      long next = job.deadlineNanos();
      if (job.expire(now)) {
        next += patienceNanos;
        if (now - next >= 0) {
          running.remove(job);
          deaf.accept(job);
          continue;
        }
      }
      lookBy(next);
    }
  }
}
