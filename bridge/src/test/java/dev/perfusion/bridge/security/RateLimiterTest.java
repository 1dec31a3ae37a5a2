package dev.perfusion.bridge.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void soManyPassInAMinuteAndTheNextMinuteIsNew() {
    RateLimiter limiter = new RateLimiter(2, now::get);
    now.set(TimeUnit.SECONDS.toNanos(20));
    assertThat(limiter.secondsToWait("a")).isZero();
    assertThat(limiter.secondsToWait("a")).isZero();
    assertThat(limiter.secondsToWait("a")).isBetween(40, 41);
    assertThat(limiter.secondsToWait("b")).isZero();
    now.set(TimeUnit.SECONDS.toNanos(60));
    assertThat(limiter.secondsToWait("a")).isZero();
  }

  @Test
  void zeroIsNoLimit() {
    RateLimiter limiter = new RateLimiter(0, now::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(limiter.secondsToWait("a")).isZero();
    }
  }
}
