package dev.perfusion.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Visits at a given rate, whether or not the former ones are done (an open loop); or, without a
 * rate, as many as there are users for, each when its former one is done (a closed loop). Can be
 * paused.
 *
 * <p>The start of each visit is planned beforehand. When no user is free then, it begins late, and
 * {@link Times} counts the wait; so a stall of the server is felt by everybody who would have come
 * meanwhile. One user at a time watches the clock; the others wait behind it.
 */
public final class Arrivals implements AutoCloseable {
  private static final int SHOWN_ERRORS = 5;

  private final AtomicLong numbers;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Times times = new Times();
  private final List<String> errors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turn = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final double gapNanos;
  private int active;
  private boolean watched;
  private boolean paused;
  private boolean closed;
  private long left;
  private long origin;
  private long planned;
  private long worstDelayNanos;

  /**
   * Begins.
   *
   * @param users makes a user; called for all of them before the first visit
   * @param numbers where to take the numbers of visits from
   * @param count how many visits at once at most
   * @param perSecond 0 for a closed loop
   * @param visits after so many none begins; {@link Long#MAX_VALUE} for no end
   */
  public Arrivals(
      Supplier<? extends User> users,
      AtomicLong numbers,
      int count,
      double perSecond,
      long visits) {
    this.numbers = numbers;
    this.gapNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.left = visits;
    List<User> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(users.get());
    }
    origin = System.nanoTime();
    for (User user : all) {
      threads.add(LightThreads.start(() -> work(user)));
    }
  }

  private void work(User user) {
    try (user) {
      for (long plan = begin(); plan != Long.MIN_VALUE; plan = begin()) {
        try {
          visit(user, plan);
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

  private void visit(User user, long plan) throws InterruptedException {
    long start = System.nanoTime();
    String name = user.visit(numbers.getAndIncrement());
    long end = System.nanoTime();
    times.add(name, end - (gapNanos == 0 ? start : plan), end - start);
    done.incrementAndGet();
    user.tidy();
  }

  /** Waits for the next planned start; {@link Long#MIN_VALUE} when there is none. */
  private long begin() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && left > 0) {
        long next = origin + Math.round(planned * gapNanos);
        long wait = gapNanos == 0 ? 0 : next - System.nanoTime();
        if (paused || watched) {
          turn.await();
        } else if (wait > 0) {
          watched = true;
          try {
            turn.awaitNanos(wait);
          } finally {
            watched = false;
          }
        } else {
          worstDelayNanos = Math.max(worstDelayNanos, -wait);
          planned++;
          left--;
          active++;
          turn.signal();
          return next;
        }
      }
      turn.signalAll();
      return Long.MIN_VALUE;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      active--;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(RuntimeException e) {
    failed.incrementAndGet();
    synchronized (errors) {
      if (errors.size() < SHOWN_ERRORS) {
        errors.add(e.toString());
      }
    }
  }

  /** Lets the visits under way end and begins no other. */
  public void pause() throws InterruptedException {
    lock.lock();
    try {
      paused = true;
      while (active > 0) {
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Goes on at the same rate; what would have come meanwhile does not. */
  public void resume() {
    lock.lock();
    try {
      paused = false;
      planned = 0;
      origin = System.nanoTime();
      turn.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the given number of visits has been made. */
  public void await() throws InterruptedException {
    lock.lock();
    try {
      while (left > 0 || active > 0) {
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** When the first visit was planned, in the time of {@link System#nanoTime()}. */
  long originNanos() {
    lock.lock();
    try {
      return origin;
    } finally {
      lock.unlock();
    }
  }

  /** Visits that were as they should be. */
  public long done() {
    return done.get();
  }

  /** Visits that failed. */
  public long failed() {
    return failed.get();
  }

  /** The first failures. */
  public List<String> errors() {
    synchronized (errors) {
      return List.copyOf(errors);
    }
  }

  /** Times of the visits so far that were as they should be. */
  public Times times() {
    return times;
  }

  /** How late a visit began at most, in seconds: how long it had to wait for a free user. */
  public double worstDelaySeconds() {
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
      turn.signalAll();
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
