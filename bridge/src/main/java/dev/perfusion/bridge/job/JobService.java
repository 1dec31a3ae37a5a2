package dev.perfusion.bridge.job;

import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs on a fixed number of workers, first come first served. A cancellation or the end of the
 * time limit reaches the solver at its next internal step.
 */
public final class JobService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);
  private static final String SIMULATION_FAILED = "SimulationFailed";
  private static final long CLOSE_SECONDS = 5;

  private final JobLimits limits;
  private final String backend;
  private final ResultStore results;
  private final Clock clock;
  private final JobListener listener;
  private final JobRegistry registry;
  private final ThreadPoolExecutor workers;

  /**
   * @param backend name of the adapter, kept with each result
   * @param listener told of each change of state
   */
  public JobService(
      JobLimits limits, String backend, ResultStore results, Clock clock, JobListener listener) {
    this.limits = limits;
    this.backend = backend;
    this.results = results;
    this.clock = clock;
    this.listener = listener;
    this.registry = new JobRegistry(limits.history());
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            limits.workerThreads(),
            limits.workerThreads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.queueCapacity()),
            task -> {
              Thread thread = new Thread(task, "perfusion-job-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    workers.prestartAllCoreThreads();
  }

  /**
   * Accepts a job. The run is prepared now: values set later do not reach it. A known idempotency
   * key gives the former job.
   *
   * @param run makes the run; not called for a known key
   * @throws BridgeException {@code RateLimited} when the queue is full; {@code Conflict} when the
   *     key is known for another request or the run id is that of an unfinished job
   */
  public JobRecord submit(JobRequest request, Supplier<PreparedRun> run) {
    JobRegistry.Admission admission =
        registry.admit(request, () -> new Job(request, limits, clock, listener));
    Job job = admission.job();
    if (!admission.isNew()) {
      return job.snapshot();
    }
    try {
      PreparedRun prepared = run.get();
      job.announce();
      workers.execute(() -> work(job, prepared));
    } catch (RejectedExecutionException e) {
      String reason = "the job queue is full: " + limits.queueCapacity() + " jobs wait";
      job.fail(new JobError(ErrorCode.RATE_LIMITED.wireName(), reason, null, List.of()));
      registry.forget(job);
      throw new BridgeException(ErrorCode.RATE_LIMITED, reason + "; try again later");
    } catch (RuntimeException e) {
      registry.forget(job);
      throw e;
    }
    return job.snapshot();
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
   * Stops a job; a finished one is left as it is.
   *
   * @throws BridgeException {@code NotFound}
   */
  public JobRecord cancel(String jobId) {
    Job job = registry.get(jobId);
    job.cancel();
    if (job.snapshot().state().terminal()) {
      registry.finished(job);
    }
    return job.snapshot();
  }

  /** Jobs that wait for a worker. */
  public int queued() {
    return workers.getQueue().size();
  }

  /** Jobs that are being worked on. */
  public int running() {
    return workers.getActiveCount();
  }

  private void work(Job job, PreparedRun run) {
    try {
      attempt(job, run);
    } catch (Throwable t) {
      // A worker outlives whatever a run throws; OutOfMemoryError included.
      LOG.error("job {} ended by a fault of the bridge", job.jobId(), t);
      job.fail(new JobError(ErrorCode.INTERNAL_ERROR.wireName(), t.toString(), null, List.of()));
    } finally {
      registry.finished(job);
    }
  }

  private void attempt(Job job, PreparedRun run) {
    while (job.start()) {
      try {
        Results output = run.execute(job);
        String id = job.wantedResultsId();
        results.put(
            new StoredResult(id, job.request().simulationId(), backend, clock.instant(), output));
        job.succeed(id);
        return;
      } catch (SimulationStoppedException e) {
        job.stopped(e.getMessage());
        return;
      } catch (SimulationFailedException e) {
        job.fail(new JobError(SIMULATION_FAILED, e.getMessage(), e.time(), e.paths()));
        return;
      } catch (BridgeException e) {
        if (!e.code().retryable() || !job.mayRetry()) {
          job.fail(new JobError(e.code().wireName(), e.getMessage(), null, List.of()));
          return;
        }
        LOG.warn("job {}: {}; trying again", job.jobId(), e.getMessage());
      }
    }
  }

  /** Cancels what waits and what runs, and waits a moment for the workers. */
  @Override
  public void close() {
    registry.unfinished().forEach(Job::cancel);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} jobs did not stop within {} s", workers.getActiveCount(), CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
