package dev.perfusion.bridge.profile;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import one.profiler.AsyncProfiler;

/**
 * Profiles this process, one profile at a time. async-profiler is an optional dependency with a
 * native library for Linux and macOS; without it every call fails and says why.
 */
public final class ServerProfiler implements AutoCloseable {
  private static final long IDLE = 0;

  /**
   * async-profiler 4.5 leaves its hook for parked threads in place after a lock profile, and all
   * later profiles of the process count parking too, as frames named by the class of the lock.
   */
  private static final String NO_PARKING =
      ",exclude=java.util.concurrent.Semaphore*,exclude=java.util.concurrent.locks.Reentrant*";

  private final AtomicLong endsAt = new AtomicLong(IDLE);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean locksWereProfiled;

  /**
   * A profile.
   *
   * @param text HTML page, or collapsed stacks: a line each, frames joined by semicolons, and the
   *     number of samples
   * @param engine arguments by which the profiler was started
   * @param samples taken; 0 when nothing of the kind happened
   */
  public record Profile(String text, String engine, long samples) {}

  /**
   * Takes a profile; returns when it is over, or when this is closed meanwhile.
   *
   * @param seconds how long
   * @param page a flame graph as self-contained HTML, else collapsed stacks
   * @throws BridgeException {@code RateLimited} while another profile is taken, {@code
   *     EnvironmentMissing} where the profiler or the event is not to be had
   */
  public Profile take(ProfileEvent event, int seconds, boolean page) {
    long now = System.nanoTime();
    long end = now + TimeUnit.SECONDS.toNanos(seconds);
    if (!endsAt.compareAndSet(IDLE, end == IDLE ? 1 : end)) {
      long left = TimeUnit.NANOSECONDS.toSeconds(endsAt.get() - now) + 1;
      throw BridgeException.busy("a profile is being taken", (int) Math.max(1, left));
    }
    try {
      AsyncProfiler profiler = profiler();
      String engine = start(profiler, event);
      boolean stopped = false;
      try {
        closed.await(seconds, TimeUnit.SECONDS);
        profiler.stop();
        stopped = true;
        return profile(profiler, event, engine, page);
      } finally {
        if (!stopped) {
          profiler.stop();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BridgeException(ErrorCode.UNAVAILABLE, "the server is stopping");
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw missing(e.getMessage());
    } finally {
      endsAt.set(IDLE);
    }
  }

  private static AsyncProfiler profiler() {
    try {
      return AsyncProfiler.getInstance();
    } catch (NoClassDefFoundError e) {
      throw missing("tools.profiler:async-profiler is not on the class path");
    } catch (LinkageError | IllegalStateException e) {
      throw missing("its native library cannot be loaded here: " + e.getMessage());
    }
  }

  private static BridgeException missing(String why) {
    return new BridgeException(ErrorCode.ENVIRONMENT_MISSING, "no profile can be taken: " + why);
  }

  private static String start(AsyncProfiler profiler, ProfileEvent event) throws IOException {
    RuntimeException refusal = null;
    for (String arguments : event.arguments()) {
      try {
        profiler.execute("start," + arguments);
        return arguments;
      } catch (IllegalStateException | IllegalArgumentException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  private Profile profile(AsyncProfiler profiler, ProfileEvent event, String engine, boolean page)
      throws IOException {
    locksWereProfiled |= event == ProfileEvent.LOCK;
    String filter = locksWereProfiled && event != ProfileEvent.LOCK ? NO_PARKING : "";
    String stacks = profiler.execute("collapsed" + filter);
    String text =
        page ? profiler.execute("flamegraph,title=Perfusion " + event.wireName() + filter) : stacks;
    long samples =
        stacks
            .lines()
            .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    return new Profile(text, engine, samples);
  }

  /** Ends a profile that is being taken; later ones end at once. */
  @Override
  public void close() {
    closed.countDown();
  }
}
