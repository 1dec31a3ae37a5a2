package dev.perfusion.benchmarks.compare;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * In a JVM of its own: loads copies of a model, then holds so many runs of one of them half-way,
 * and prints what each copy and each run keeps on the heap. A line each: loaded, with generated
 * code, per run on the first tier, per run with generated code; bytes.
 */
final class HeapMain {
  private static final int COLLECTIONS = 3;

  private HeapMain() {}

  /** Arguments: model file, number of copies. */
  public static void main(String[] arguments) throws InterruptedException {
    Path file = Path.of(arguments[0]);
    int copies = Integer.parseInt(arguments[1]);
    load(file).execute();
    List<SimulationRun> loaded = new ArrayList<>();
    long before = used();
    for (int i = 0; i < copies; i++) {
      loaded.add(load(file));
    }
    System.out.println((used() - before) / copies);
    long perRun = heldRuns(loaded.get(0), copies);
    before = used();
    loaded.forEach(SimulationRun::generateCode);
    System.out.println((used() - before) / copies);
    System.out.println(perRun);
    System.out.println(heldRuns(loaded.get(0), copies));
    Reference.reachabilityFence(loaded);
  }

  private static SimulationRun load(Path file) {
    Simulation simulation = Simulation.load(file);
    simulation.setBackgroundCode(false);
    SimulationRun run = simulation.newRun();
    run.compile();
    return run;
  }

  private static long heldRuns(SimulationRun run, int count) throws InterruptedException {
    run.copy().execute();
    long before = used();
    CountDownLatch arrived = new CountDownLatch(count);
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(new Thread(() -> hold(run.copy(), arrived, release)));
    }
    threads.forEach(Thread::start);
    arrived.await();
    long perRun = (used() - before) / count;
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    return perRun;
  }

  private static void hold(SimulationRun run, CountDownLatch arrived, CountDownLatch release) {
    boolean[] held = new boolean[1];
    run.execute(
        (time, end) -> {
          if (!held[0] && time >= end / 2) {
            held[0] = true;
            arrived.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return true;
        });
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
