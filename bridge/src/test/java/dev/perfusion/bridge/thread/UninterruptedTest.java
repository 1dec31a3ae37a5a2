package dev.perfusion.bridge.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits of a thread that is interrupted before them and, again and again, while they last. */
class UninterruptedTest {
  private static final int INTERRUPTS = 5;

  private final CountDownLatch go = new CountDownLatch(1);
  private final Thread waiting = Thread.currentThread();
  private Thread disturbing = new Thread(() -> {});
  private volatile boolean over;

  /** A wait that does end early must not have the tests after it interrupted. */
  @AfterEach
  void noInterrupt() {
    over = true;
    while (disturbing.isAlive()) {
      Thread.onSpinWait();
    }
    Thread.interrupted();
  }

  private void untilGo() {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts those that are awaited", e);
    }
  }

  private void interrupts() {
    disturbing =
        new Thread(
            () -> {
              for (int i = 0; i < INTERRUPTS; i++) {
                while (!over
                    && waiting.getState() != Thread.State.WAITING
                    && waiting.getState() != Thread.State.TIMED_WAITING) {
                  Thread.onSpinWait();
                }
                waiting.interrupt();
              }
              go.countDown();
            });
    disturbing.setDaemon(true);
    waiting.interrupt();
    disturbing.start();
  }

  @Test
  void aThreadIsAwaitedToItsEndAndTheInterruptKept() {
    Thread thread = new Thread(this::untilGo);
    thread.setDaemon(true);
    thread.start();
    interrupts();
    Uninterrupted.join(thread);
    assertThat(thread.isAlive()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    Uninterrupted.join(thread);
    Uninterrupted.join(new Thread(this::untilGo));
    assertThat(Thread.interrupted()).as("only what there was").isFalse();
  }

  @Test
  void anExecutorIsAwaitedToItsEndOrTheLimit() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      executor.execute(this::untilGo);
      executor.shutdown();
      waiting.interrupt();
      assertThat(Uninterrupted.awaitEnd(executor, 20, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      interrupts();
      assertThat(Uninterrupted.awaitEnd(executor, 60, TimeUnit.SECONDS)).isTrue();
      assertThat(executor.isTerminated()).isTrue();
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      executor.shutdownNow();
    }
  }
}
