package dev.perfusion.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.benchmarks.record.ResourceSampler.Reading;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResourceSamplerTest {
  private static final long MS = 1_000_000;

  @Test
  void averageIsOverTheWindowAndMaximumOverTheBusiestInterval() {
    // 400 ms on two CPUs: 0, 100, 20 and 0 ms of CPU time in the four intervals.
    Queue<Reading> readings =
        new ArrayDeque<>(
            List.of(
                new Reading(0, 1_000, 50),
                new Reading(100 * MS, 1_000, 60),
                new Reading(200 * MS, 1_100, 90),
                new Reading(300 * MS, 1_120, 70),
                new Reading(400 * MS, 1_120, 70)));
    ResourceSampler sampler = new ResourceSampler(1, 2, readings::remove);
    sampler.take();
    sampler.take();
    sampler.take();
    Resources resources = sampler.stop();

    assertThat(resources.cpuAvgPercent()).isCloseTo(15, within(1e-9));
    assertThat(resources.cpuMaxPercent()).isCloseTo(50, within(1e-9));
    assertThat(resources.memoryPeakBytes()).isEqualTo(90);
    assertThat(resources.windowMs()).isCloseTo(400, within(1e-9));
  }

  @Test
  void intervalShorterThanTheTickOfTheCpuClockIsNotAMaximum() {
    Queue<Reading> readings =
        new ArrayDeque<>(
            List.of(
                new Reading(0, 0, 1), new Reading(1 * MS, 10, 1), new Reading(200 * MS, 20, 1)));
    ResourceSampler sampler = new ResourceSampler(1, 1, readings::remove);
    sampler.take();
    Resources resources = sampler.stop();

    assertThat(resources.cpuMaxPercent()).isCloseTo(10, within(1e-9));
  }

  @Test
  void watchesARealProcess() throws InterruptedException {
    ResourceSampler sampler = ResourceSampler.start(ProcessHandle.current().pid());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
    double sink = 0;
    while (System.nanoTime() < end) {
      sink += Math.sqrt(sink + 1);
    }
    Resources resources = sampler.stop();

    assertThat(sink).isPositive();
    assertThat(resources.cpuAvgPercent()).isPositive();
    assertThat(resources.cpuMaxPercent()).isGreaterThanOrEqualTo(resources.cpuAvgPercent());
    // A JVM cannot do with less than a megabyte.
    assertThat(resources.memoryPeakBytes()).isGreaterThan(1 << 20);
  }

  @Test
  void processThatIsNotThereIsNamed() {
    long none = Integer.MAX_VALUE;

    assertThatThrownBy(() -> ResourceSampler.start(none)).hasMessageContaining("process " + none);
  }
}
