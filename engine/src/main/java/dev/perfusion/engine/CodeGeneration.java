package dev.perfusion.engine;

import dev.perfusion.engine.Simulation.Compilation;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides when code that runs often is worth bytecode, and has it generated in the background. One
 * daemon thread for all models, which ends when there is nothing to do.
 */
final class CodeGeneration {
  /** Work of about ten milliseconds in the first tier: instructions of the right-hand side. */
  private static final long WORTH_GENERATING = 2_000_000;

  private static final ThreadPoolExecutor EXECUTOR =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "perfusion-code");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
          });

  private final AtomicLong work = new AtomicLong();
  private final AtomicBoolean requested = new AtomicBoolean();

  /** Takes note of a finished run. */
  void ran(Compilation compilation, SolverStatistics statistics) {
    long done = statistics.rhsCalls() * (long) (1 + compilation.model().rhsInstructions());
    if (work.addAndGet(done) >= WORTH_GENERATING && requested.compareAndSet(false, true)) {
      EXECUTOR.execute(compilation::generateCode);
    }
  }
}
