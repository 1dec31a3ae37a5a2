package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.Subject;
import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Manifest.State;
import dev.perfusion.bridge.thread.Uninterrupted;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that take chunk after chunk and run its individuals. */
final class Workers {
  private static final long REPORT_NANOS = 100_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Cohort cohort;
  private final IndividualRuns runs;
  private final int perChunk;
  private final int threads;
  private final double maxFailedShare;
  private final PopulationControl control;
  private final RunControl runControl;
  private final int chunks;
  private final AtomicInteger subjectsDone = new AtomicInteger();
  private final AtomicLong runsFailed = new AtomicLong();
  private final AtomicLong nextReport = new AtomicLong();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile String error;
  private int doneBefore;
  private long start;

  // what is handed out next; guarded by the lock of reading
  private final Object lock = new Object();
  private Cohort.Reading reading;
  private int nextChunk;

  Workers(
      Cohort cohort,
      IndividualRuns runs,
      int perChunk,
      int threads,
      double maxFailedShare,
      PopulationControl control) {
    this.cohort = cohort;
    this.runs = runs;
    this.perChunk = perChunk;
    this.threads = threads;
    this.maxFailedShare = maxFailedShare;
    this.control = control;
    chunks = (cohort.subjects() + perChunk - 1) / perChunk;
    runControl = (time, end) -> !stopped && !control.stopped();
  }

  /** Individuals of a chunk. */
  private record Task(int number, List<Subject> subjects) {}

  /** Why it failed; null unless it did. */
  String error() {
    return error;
  }

  /**
   * Runs all chunks that are not done.
   *
   * @return how it ended
   */
  State run(Checkpoints checkpoints, Map<Integer, Manifest.Chunk> done) {
    for (Manifest.Chunk chunk : done.values()) {
      doneBefore += chunk.subjects();
      runsFailed.addAndGet(chunk.failures().size());
    }
    subjectsDone.set(doneBefore);
    start = System.nanoTime();
    nextReport.set(start);
    checkFailures();
    try (Cohort.Reading opened = cohort.open()) {
      reading = opened;
      Thread writer = new Thread(checkpoints, name("writer"));
      writer.setDaemon(true);
      writer.start();
      List<Thread> others = new ArrayList<>();
      for (int k = 1; k < Math.min(threads, chunks); k++) {
        Thread thread = new Thread(() -> work(checkpoints, done), name("worker-" + k));
        thread.setDaemon(true);
        thread.start();
        others.add(thread);
      }
      work(checkpoints, done);
      others.forEach(Uninterrupted::join);
      checkpoints.close();
      Uninterrupted.join(writer);
    }
    report();
    if (broken.get() instanceof RuntimeException e) {
      throw e;
    }
    if (broken.get() instanceof Error e) {
      throw e;
    }
    if (error != null) {
      return State.FAILED;
    }
    return subjectsDone.get() < cohort.subjects() ? control.stoppedAs() : State.SUCCEEDED;
  }

  private static String name(String what) {
    return Thread.currentThread().getName() + "-population-" + what;
  }

  private Task take(Map<Integer, Manifest.Chunk> done) {
    synchronized (lock) {
      while (nextChunk < chunks && done.containsKey(nextChunk)) {
        reading.skip(sizeOf(nextChunk));
        nextChunk++;
      }
      if (nextChunk == chunks) {
        return null;
      }
      int number = nextChunk++;
      List<Subject> subjects = new ArrayList<>();
      for (int i = 0; i < sizeOf(number); i++) {
        Subject subject = reading.next();
        if (subject == null) {
          throw new IllegalStateException("the cohort has become smaller while it was read");
        }
        subjects.add(subject);
      }
      return new Task(number, subjects);
    }
  }

  private int sizeOf(int chunk) {
    return (int) Math.min(perChunk, cohort.subjects() - (long) chunk * perChunk);
  }

  private void work(Checkpoints checkpoints, Map<Integer, Manifest.Chunk> done) {
    try {
      IndividualRuns.Worker worker = runs.worker();
      while (!stopped && !control.stopped()) {
        ChunkTable table = checkpoints.table();
        Task task = table == null ? null : take(done);
        if (task == null) {
          if (table != null) {
            checkpoints.giveBack(table);
          }
          return;
        }
        checkpoints.add(fill(task, table, worker));
      }
    } catch (SimulationStoppedException e) {
      // the chunk is left; a continuation computes it anew
      stopped = true;
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      broken.compareAndSet(null, e);
      stopped = true;
    }
  }

  private Checkpoints.Finished fill(Task task, ChunkTable table, IndividualRuns.Worker worker) {
    int replicates = cohort.replicates();
    table.start(task.subjects().size(), task.subjects().size() * replicates);
    List<Manifest.Failure> failures = new ArrayList<>();
    long steps = 0;
    for (Subject subject : task.subjects()) {
      table.individual(subject.id());
      for (int r = 0; r < replicates; r++) {
        table.run(r + 1);
        try {
          steps +=
              worker
                  .execute(
                      subject.values()[r],
                      subject.tables(),
                      runControl,
                      table.columns(),
                      table.offset())
                  .steps();
        } catch (SimulationFailedException e) {
          table.dropRun();
          failures.add(new Manifest.Failure(subject.id(), r + 1, e.getMessage()));
          runsFailed.incrementAndGet();
          checkFailures();
        }
      }
      subjectsDone.incrementAndGet();
      long now = System.nanoTime();
      long due = nextReport.get();
      if (now - due >= 0 && nextReport.compareAndSet(due, now + REPORT_NANOS)) {
        report();
      }
    }
    return new Checkpoints.Finished(
        task.number(), table, task.subjects().size() * replicates, steps, failures);
  }

  private void checkFailures() {
    long all = (long) cohort.subjects() * cohort.replicates();
    long failed = runsFailed.get();
    if (failed > maxFailedShare * all && error == null) {
      error =
          failed
              + " of "
              + all
              + " runs failed, more than the share of "
              + maxFailedShare
              + " that is allowed";
      stopped = true;
    }
  }

  private void report() {
    int done = subjectsDone.get();
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    double rate = done > doneBefore && seconds > 0 ? (done - doneBefore) / seconds : 0;
    double left = rate > 0 ? (cohort.subjects() - done) / rate : Double.NaN;
    control.progress(
        new PopulationControl.Progress(cohort.subjects(), done, runsFailed.get(), rate, left));
  }
}
