package dev.perfusion.bridge.job;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs on a fixed number of workers, first come first served. A cancellation or the end of the
 * time limit reaches the solver at its next internal step; a task that does not listen is left to
 * itself and its worker replaced.
 */
public final class JobService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);
  private static final String SIMULATION_FAILED = "SimulationFailed";

  /** A job that was running when the process ended so often is not tried again. */
  private static final int MAX_CRASHES = 3;

  /** What a task is given to notice that it shall stop. */
  private static final long PATIENCE_MS = 40;

  /** After that a caller that works itself leaves the job to a worker. */
  private static final long LONGEST_BRIEF_MS = 50;

  private static final long NANOS_PER_MS = 1_000_000;

  private static final long NEVER = -1;
  private static final long LONGEST_CHORE_PERIOD = 600;
  private static final int MOST_STATES = 20;
  private static final long LONGEST_RETRY_DELAY_MS = 30_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MAX_RETRY_AFTER_SECONDS = 60;

  private final JobLimits limits;
  private final ResultStore results;
  private final JobStore store;
  private final Job.Surroundings surroundings;
  private final JobRegistry registry;
  private final Workers workers;
  private final Deadlines deadlines;
  private volatile double meanSeconds;

  /**
   * @param store keeps jobs beyond the end of the process
   * @param listener told of each change of state
   */
  public JobService(
      JobLimits limits, ResultStore results, JobStore store, Clock clock, JobListener listener) {
    this.limits = limits;
    this.results = results;
    this.store = store;
    this.surroundings = new Job.Surroundings(clock, store, listener);
    this.registry = new JobRegistry(limits.history());
    this.workers = new Workers(limits.workerThreads());
    this.deadlines = new Deadlines(workers, PATIENCE_MS, this::giveUp);
    every(chorePeriod(limits.retentionSeconds()), this::trim);
  }

  /**
   * Takes up the jobs of earlier processes: finished ones can be asked for, accepted ones run
   * again. One that was itself running when the process ended three times is failed. To be called
   * once, before the first submission.
   */
  public void recover(JobTask.Restorer restorer) {
    for (StoredJob stored : store.load()) {
      Job job = new Job(stored, surroundings);
      registry.add(job);
      if (job.snapshot().state().terminal()) {
        continue;
      }
      if (job.crashes() >= MAX_CRASHES) {
        fail(
            job,
            ErrorCode.INTERNAL_ERROR.wireName(),
            "the server ended " + job.crashes() + " times while this job was running");
        registry.finished(job);
        continue;
      }
      if (job.snapshot().cancelRequested()) {
        job.cancel();
        registry.finished(job);
        continue;
      }
      job.announce();
      workers.execute(() -> work(job, () -> restored(job, restorer), job));
    }
    trim();
  }

  private static JobTask restored(Job job, JobTask.Restorer restorer) {
    JobRequest request = job.request();
    return restorer.restore(request.type(), request.simulationId(), job.description());
  }

  /**
   * Accepts a job; when this returns, it outlives a kill of the process as far as the store does. A
   * known idempotency key gives the former job.
   *
   * @param task makes the task with the values of now; not called for a known key, and in vain when
   *     an equal call is faster
   * @throws BridgeException {@code RateLimited} when the queue is full; {@code Conflict} when the
   *     key is known for another request or the run id is that of an unfinished job
   */
  public JobRecord submit(JobRequest request, Supplier<JobTask> task) {
    Admitted admitted = new Admitted(request, task, false);
    if (admitted.isNew) {
      hand(admitted.job, admitted.made);
    }
    return admitted.job.snapshot();
  }

  /**
   * Accepts a job like {@link #submit} and waits for its end. A brief one is worked on by the
   * caller itself when a worker is idle: to wake a thread and to be woken by it takes as long as a
   * small run. Should it take longer, the attempt is given up and a worker begins anew.
   *
   * @param milliseconds the longest wait
   * @return the job as it is then
   * @throws BridgeException as of {@link #submit}
   */
  public JobRecord complete(JobRequest request, Supplier<JobTask> task, long milliseconds) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    Admitted admitted = new Admitted(request, task, true);
    Job job = admitted.job;
    boolean toWorker = admitted.isNew;
    if (admitted.borrowed) {
      try {
        long most = Math.min(LONGEST_BRIEF_MS, milliseconds);
        toWorker = work(job, () -> admitted.made, new BriefControl(job, most));
      } finally {
        workers.giveBack();
      }
    }
    if (toWorker) {
      hand(job, admitted.made);
    }
    long left = Math.max(0, end - System.nanoTime());
    return await(job, TimeUnit.NANOSECONDS.toMillis(left + NANOS_PER_MS - 1));
  }

  /** A job that was accepted, or is known. */
  private final class Admitted {
    private final Job job;
    private final boolean isNew;
    private final JobTask made;
    private boolean borrowed;

    Admitted(JobRequest request, Supplier<JobTask> task, boolean callerWaits) {
      Optional<Job> known = registry.known(request);
      if (known.isPresent()) {
        job = known.get();
        isNew = false;
        made = null;
        return;
      }
      requireRoom();
      // May read and compile a model: nobody else waits for that.
      made = task.get();
      JobRegistry.Admission admission =
          registry.admit(
              request,
              () -> {
                requireRoom();
                Job accepted = new Job(request, made.description(), limits, surroundings);
                borrowed = callerWaits && made.brief() && workers.borrow();
                if (borrowed) {
                  accepted.announceToListener();
                } else {
                  accepted.announce();
                }
                return accepted;
              });
      job = admission.job();
      isNew = admission.isNew();
    }
  }

  private void hand(Job job, JobTask task) {
    try {
      workers.execute(() -> work(job, () -> task, job));
    } catch (RejectedExecutionException e) {
      leave(job);
    }
  }

  private void requireRoom() {
    if (registry.unfinishedCount() < limits.queueCapacity() + limits.workerThreads()) {
      return;
    }
    double estimate = meanSeconds * (limits.queueCapacity() + 1) / limits.workerThreads();
    int seconds = (int) Math.ceil(Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, estimate)));
    throw BridgeException.busy(
        "the server is busy: " + limits.queueCapacity() + " jobs wait already", seconds);
  }

  /**
   * Looks a job up.
   *
   * @throws BridgeException {@code NotFound}
   */
  public JobRecord get(String jobId) {
    return registry.get(jobId).snapshot();
  }

  /**
   * Waits until a job is finished, at most so long.
   *
   * @return the job as it is then
   * @throws BridgeException {@code NotFound}
   */
  public JobRecord await(String jobId, long milliseconds) {
    return await(registry.get(jobId), milliseconds);
  }

  private JobRecord await(Job job, long milliseconds) {
    try {
      if (job.await(milliseconds)) {
        registry.finished(job);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return job.snapshot();
  }

  /**
   * Stops a job; a finished one is left as it is.
   *
   * @throws BridgeException {@code NotFound}
   */
  public JobRecord cancel(String jobId) {
    Job job = registry.get(jobId);
    job.cancel();
    if (job.ended()) {
      registry.finished(job);
    } else {
      workers.after(PATIENCE_MS, () -> giveUp(job));
    }
    return job.snapshot();
  }

  /** How often to look for what is older than so many seconds; 0 for what never gets old. */
  public static long chorePeriod(long retentionSeconds) {
    return retentionSeconds == 0
        ? LONGEST_CHORE_PERIOD
        : Math.max(1, Math.min(LONGEST_CHORE_PERIOD, retentionSeconds / 4));
  }

  /** Has something done every so many seconds until the close, one such thing at a time. */
  public void every(long seconds, Runnable chore) {
    workers.every(seconds, TimeUnit.SECONDS, chore);
  }

  /** Has something done beside the work, as soon as the chores before it are done. */
  public void soon(Runnable chore) {
    workers.soon(chore);
  }

  /** Jobs that wait for a worker. */
  public int queued() {
    return workers.waiting();
  }

  /** Jobs that have not ended: they wait, are being worked on, or will be tried again later. */
  public int unfinished() {
    return registry.unfinishedCount();
  }

  /** The jobs that have not ended, as they are now, the oldest first. */
  public List<JobRecord> unfinishedJobs() {
    return registry.unfinished().stream()
        .map(Job::snapshot)
        .filter(job -> !job.state().terminal())
        .sorted(Comparator.comparing(JobRecord::submittedAt))
        .toList();
  }

  /** Jobs that are being worked on. */
  public int running() {
    return workers.active();
  }

  /** True when the control has stopped the task, but not the job: it waits again. */
  private boolean work(Job job, Supplier<JobTask> task, JobControl control) {
    boolean takenBack = false;
    try {
      takenBack = attempt(job, task, control);
    } catch (Throwable t) {
      // A worker outlives whatever a task throws; OutOfMemoryError included.
      LOG.error("job {} ended by a fault of the bridge", job.jobId(), t);
      fail(job, ErrorCode.INTERNAL_ERROR.wireName(), t.toString());
    } finally {
      if (job.abandoned()) {
        workers.cameBack();
      }
      JobRecord ended = job.snapshot();
      if (ended.state().terminal()) {
        registry.finished(job);
        learn(ended);
        trim();
      }
    }
    return takenBack;
  }

  private boolean attempt(Job job, Supplier<JobTask> task, JobControl control) {
    if (!job.start()) {
      return false;
    }
    long delay = NEVER;
    deadlines.watch(job);
    try {
      StoredResult output = task.get().run(job.wantedResultsId(), control);
      if (!job.abandoned()) {
        // Else a newer job may have its results under the same id.
        keep(job, output);
      }
    } catch (SimulationStoppedException e) {
      if (job.takeBack()) {
        return true;
      }
      job.end(e.getMessage());
    } catch (SimulationFailedException e) {
      job.fail(new JobError(SIMULATION_FAILED, e.getMessage(), e.time(), worst(e.paths())));
    } catch (BridgeException e) {
      if (job.stopped()) {
        job.end(e.getMessage());
      } else if (e.code().retryable() && job.retry()) {
        delay = retryDelayMs(job.attempts());
        LOG.warn("job {}: {}; next attempt in {} ms", job.jobId(), e.getMessage(), delay);
      } else {
        fail(job, e.code().wireName(), e.getMessage());
      }
    } finally {
      deadlines.release(job);
    }
    if (delay != NEVER) {
      // Only now: the release would take the time limit from the next attempt.
      workers.after(delay, () -> workers.execute(() -> work(job, task, job)));
    }
    return false;
  }

  private void keep(Job job, StoredResult output) {
    results.put(output);
    surroundings.listener().produced(output);
    if (!job.succeed(output)) {
      results.remove(output.resultsId());
    }
  }

  private long retryDelayMs(int attempts) {
    return Math.min(LONGEST_RETRY_DELAY_MS, (long) limits.retryDelayMs() << (attempts - 1));
  }

  private static List<String> worst(List<String> paths) {
    return paths.subList(0, Math.min(MOST_STATES, paths.size()));
  }

  private static void fail(Job job, String code, String message) {
    job.fail(new JobError(code, message, null, List.of()));
  }

  /** Ends a job whose task did not stop when told to; the worker that it holds is replaced. */
  private void giveUp(Job job) {
    if (job.abandon()) {
      deadlines.release(job);
      LOG.warn("job {}: the engine did not stop in time, its worker is replaced", job.jobId());
      workers.replaceOne();
      registry.finished(job);
    }
  }

  private void learn(JobRecord ended) {
    if (ended.executionNanos() != null) {
      double seconds = ended.executionNanos() / NANOS_PER_SECOND;
      meanSeconds = meanSeconds == 0 ? seconds : 0.9 * meanSeconds + 0.1 * seconds;
    }
  }

  private void trim() {
    Instant before =
        limits.retentionSeconds() == 0
            ? null
            : surroundings.clock().instant().minusSeconds(limits.retentionSeconds());
    List<JobRegistry.Dropped> dropped = registry.trim(before);
    if (dropped.isEmpty()) {
      return;
    }
    store.forget(dropped.stream().map(d -> d.job().jobId()).toList());
    for (JobRegistry.Dropped one : dropped) {
      if (one.ownsResults()) {
        results.remove(one.job().wantedResultsId());
        surroundings.listener().forgotten(one.job().wantedResultsId());
      }
    }
  }

  /**
   * Ends the work: with a store that outlives the process the unfinished jobs are left to the next
   * one, else they are cancelled.
   */
  @Override
  public void close() {
    // First, else a worker that stops begins with the next job.
    workers.stopTaking();
    registry.unfinished().forEach(this::leave);
    workers.close();
  }

  private void leave(Job job) {
    try {
      if (store == JobStore.NONE) {
        job.cancel();
        registry.finished(job);
      } else {
        job.leave();
      }
    } catch (RuntimeException e) {
      LOG.error("job {} could not be left to the next process", job.jobId(), e);
    }
  }
}
