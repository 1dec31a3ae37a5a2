package dev.perfusion.benchmarks.compare;

import java.time.Duration;
import java.util.function.Supplier;

/** Times a short operation without JMH, where a forked JVM per figure would take too long. */
final class KernelTimer {
  /** Results go here, so that no call can be left out. */
  private static volatile Object sink;

  private KernelTimer() {}

  /**
   * Nanoseconds per call, median over batches.
   *
   * @param warmUp long enough for the compiler to get through with large generated methods
   * @param time of all batches together, about
   */
  static double nanos(Supplier<?> call, Duration warmUp, Duration time, int batches) {
    count(call, warmUp);
    long perBatch = Math.max(1, count(call, time) / batches);
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

  /** Calls for some time, at least once; returns how often. */
  private static long count(Supplier<?> call, Duration time) {
    long calls = 0;
    long end = System.nanoTime() + time.toNanos();
    while (calls == 0 || System.nanoTime() < end) {
      sink = call.get();
      calls++;
    }
    return calls;
  }
}
