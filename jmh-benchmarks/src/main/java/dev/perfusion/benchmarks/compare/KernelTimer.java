package dev.perfusion.benchmarks.compare;

import java.time.Duration;
import java.util.function.Supplier;

/** Times a short operation without JMH, where a forked JVM per figure would take too long. */
final class KernelTimer {
  /** Results go here, so that no call can be left out. */
  private static volatile Object sink;

  private KernelTimer() {}

  /**
   * Nanoseconds per call: warm-up for the given time, then the median over batches that take as
   * long together.
   */
  static double nanos(Supplier<?> call, Duration time, int batches) {
    long calls = 0;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    while (calls == 0 || System.nanoTime() < end) {
      sink = call.get();
      calls++;
    }
    long perBatch = Math.max(1, calls / batches);
    double[] nanos = new double[batches];
    for (int batch = 0; batch < batches; batch++) {
      long begin = System.nanoTime();
      for (long i = 0; i < perBatch; i++) {
        sink = call.get();
      }
      nanos[batch] = (System.nanoTime() - begin) / (double) perBatch;
    }
    return Sample.median(nanos);
  }
}
