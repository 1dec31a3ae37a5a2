package dev.perfusion.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CommandsTest {
  /** Counts what it is asked for; each call takes some hundred microseconds. */
  private static final class Counting implements Call {
    private int begun;
    private int called;

    @Override
    public void beginBurst() {
      begun++;
    }

    @Override
    public void call() {
      called++;
      long end = System.nanoTime() + 300_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void callsOfTheLeadInAreNeitherTimedNorCounted() {
    Counting call = new Counting();
    AtomicInteger before = new AtomicInteger();
    Histogram timed = Commands.measure(call, 5, 2, () -> before.set(call.called));

    assertThat(call.begun).as("bursts").isEqualTo(1);
    assertThat(before.get()).as("calls of the lead-in").isPositive();
    assertThat(timed.getTotalCount()).isEqualTo(call.called - before.get()).isPositive();
  }

  @Test
  void withoutALeadInEveryCallIsTimed() {
    Counting call = new Counting();
    Histogram timed = Commands.measure(call, 0, 2, () -> assertThat(call.called).isZero());

    assertThat(timed.getTotalCount()).isEqualTo(call.called).isPositive();
  }
}
