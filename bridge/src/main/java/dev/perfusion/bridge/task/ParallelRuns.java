package dev.perfusion.bridge.task;

import dev.perfusion.bridge.thread.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Does numbered pieces of work on the calling thread and some more beside it. */
final class ParallelRuns {
  private ParallelRuns() {}

  /**
   * Returns when all pieces are done or one has thrown; then no piece is being worked on.
   *
   * @param threads how many at once
   */
  static void run(int pieces, int threads, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable loop =
        () -> {
          for (int i = next.getAndIncrement();
              i < pieces && failure.get() == null;
              i = next.getAndIncrement()) {
            try {
              work.accept(i);
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    List<Thread> others = new ArrayList<>();
    for (int k = 1; k < Math.min(threads, pieces); k++) {
      Thread thread = new Thread(loop, Thread.currentThread().getName() + "-run-" + k);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    loop.run();
    others.forEach(Uninterrupted::join);
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    if (failure.get() instanceof Error e) {
      throw e;
    }
  }
}
