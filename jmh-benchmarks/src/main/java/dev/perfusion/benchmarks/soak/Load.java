package dev.perfusion.benchmarks.soak;

import dev.perfusion.benchmarks.path.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Visits at a given rate, whether or not the former ones are done (an open loop); or, without a
 * rate, one after the other. Can be paused.
 */
final class Load implements AutoCloseable {
  private static final int SHOWN_ERRORS = 5;

  private final SharedServer server;
  private final AtomicLong numbers;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<String> errors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long gapNanos;
  private int active;
  private boolean paused;
  private boolean closed;
  private long nextStart = System.nanoTime();
  private long worstDelayNanos;

  /**
   * Begins.
   *
   * @param numbers where to take the numbers of visits from
   * @param users how many visits at once at most
   * @param perSecond 0 for as many as there are users for
   */
  Load(SharedServer server, AtomicLong numbers, int users, double perSecond) {
    this.server = server;
    this.numbers = numbers;
    this.gapNanos = perSecond == 0 ? 0 : (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    for (int i = 0; i < users; i++) {
      Thread thread = new Thread(this::work, "user-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void work() {
    try {
      while (begin()) {
        try {
          Visit.make(server, numbers.getAndIncrement());
          done.incrementAndGet();
        } catch (RuntimeException e) {
          fail(e);
        } finally {
          end();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private boolean begin() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long wait = gapNanos == 0 ? 0 : nextStart - System.nanoTime();
        if (paused) {
          changed.await();
        } else if (wait > 0) {
          changed.awaitNanos(wait);
        } else {
          worstDelayNanos = Math.max(worstDelayNanos, -wait);
          nextStart += gapNanos;
          active++;
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      active--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private synchronized void fail(RuntimeException e) {
    failed.incrementAndGet();
    if (errors.size() < SHOWN_ERRORS) {
      errors.add(e.toString());
    }
  }

  /** Lets the visits under way end and begins no other. */
  void pause() throws InterruptedException {
    lock.lock();
    try {
      paused = true;
      while (active > 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Goes on at the same rate; what would have come meanwhile does not. */
  void resume() {
    lock.lock();
    try {
      paused = false;
      nextStart = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }

  synchronized List<String> errors() {
    return List.copyOf(errors);
  }

  /** How late a visit began at most, in seconds: more than a moment, and the rate was not kept. */
  double worstDelaySeconds() {
    lock.lock();
    try {
      return worstDelayNanos / (double) TimeUnit.SECONDS.toNanos(1);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
