package dev.perfusion.bridge.security;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** At most so many requests of a client in each minute. */
public final class RateLimiter {
  private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

  private final int perMinute;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private long windowStart;

  /**
   * @param perMinute 0 for no limit
   * @param nanoTime clock, as {@link System#nanoTime}
   */
  public RateLimiter(int perMinute, LongSupplier nanoTime) {
    this.perMinute = perMinute;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /**
   * Counts a request.
   *
   * @return 0 when it may pass, else the seconds until the next window
   */
  public int secondsToWait(String client) {
    if (perMinute == 0) {
      return 0;
    }
    long left = rotate();
    int count = counts.computeIfAbsent(client, c -> new AtomicInteger()).incrementAndGet();
    return count <= perMinute ? 0 : (int) (left / TimeUnit.SECONDS.toNanos(1)) + 1;
  }

  private synchronized long rotate() {
    long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      // Empties the map too, so that it holds the clients of one minute at most.
      counts.clear();
      windowStart = now;
    }
    return windowStart + WINDOW - now;
  }
}
