package dev.perfusion.bridge.job;

import dev.perfusion.bridge.thread.Uninterrupted;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of the job service: so many workers, a timer, and one for chores. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final long CLOSE_SECONDS = 5;

  private final int size;
  private final ThreadPoolExecutor pool;
  private final Slots slots;
  private final ScheduledThreadPoolExecutor timer;

  /** Apart from the timer: a folder that takes long to delete must not delay a time limit. */
  private final ScheduledThreadPoolExecutor chores;

  /** Workers given up that have not come back yet. */
  private int missing;

  Workers(int size) {
    this.size = size;
    this.slots = new Slots(size);
    this.pool =
        new ThreadPoolExecutor(
            size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads("perfusion-job"));
    pool.prestartAllCoreThreads();
    this.timer = single("perfusion-timer");
    this.chores = single("perfusion-chores");
  }

  private static ScheduledThreadPoolExecutor single(String name) {
    ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads(name));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // What comes after the close is no fault: there is nothing left to do for it.
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    return executor;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** How many may be at work: threads of the pool, and callers that work themselves. */
  private static final class Slots extends Semaphore {
    private static final long serialVersionUID = 1;

    Slots(int size) {
      super(size);
    }

    void less() {
      reducePermits(1);
    }
  }

  void execute(Runnable work) {
    pool.execute(
        () -> {
          slots.acquireUninterruptibly();
          try {
            work.run();
          } finally {
            slots.release();
          }
        });
  }

  /**
   * Work that the caller does itself in place of an idle worker.
   *
   * @return false when all are busy; else {@link #giveBack} has to follow
   */
  boolean borrow() {
    return pool.getQueue().isEmpty() && slots.tryAcquire();
  }

  /** The caller has done its work. */
  void giveBack() {
    slots.release();
  }

  Future<?> after(long milliseconds, Runnable action) {
    return timer.schedule(action, milliseconds, TimeUnit.MILLISECONDS);
  }

  void every(long period, TimeUnit unit, Runnable action) {
    chores.scheduleWithFixedDelay(() -> carefully(action), period, period, unit);
  }

  void soon(Runnable action) {
    chores.execute(() -> carefully(action));
  }

  /** What fails once shall be tried again the next time. */
  private static void carefully(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("a chore failed", e);
    }
  }

  /** One worker hangs: another takes its place until it comes back. */
  synchronized void replaceOne() {
    missing++;
    slots.release();
    resize();
  }

  private void resize() {
    int wanted = size + Math.max(0, missing);
    if (wanted > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(wanted);
      pool.setCorePoolSize(wanted);
    } else {
      pool.setCorePoolSize(wanted);
      pool.setMaximumPoolSize(wanted);
    }
  }

  /** A worker given up came back. */
  synchronized void cameBack() {
    missing--;
    slots.less();
    resize();
  }

  int waiting() {
    return pool.getQueue().size() + slots.getQueueLength();
  }

  synchronized int active() {
    return size + missing - slots.availablePermits();
  }

  /** From now on nothing begins any more; what is being worked on goes on. */
  void stopTaking() {
    pool.shutdown();
    pool.getQueue().clear();
  }

  @Override
  public void close() {
    stopTaking();
    timer.shutdownNow();
    chores.shutdown();
    // What they work on is closed next, also for a caller that is interrupted.
    Uninterrupted.awaitEnd(chores, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!Uninterrupted.awaitEnd(pool, CLOSE_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("{} jobs did not stop within {} s", pool.getActiveCount(), CLOSE_SECONDS);
    }
  }
}
