package dev.perfusion.bridge.job;

import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.Results;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A job and its state machine. All changes go through this class: each is stored, then told, before
 * the next can happen; each returns whether it was allowed.
 */
final class Job implements JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);
  private static final double NANOS_PER_SECOND = 1e9;

  private final String jobId;
  private final JobRequest request;
  private final JsonNode description;
  private final double timeoutSeconds;
  private final int maxRetries;
  private final int crashes;
  private final Surroundings surroundings;
  private final Instant submittedAt;
  private final long submittedNanos;
  private final CountDownLatch done = new CountDownLatch(1);

  private JobState state = JobState.QUEUED;
  private Instant startedAt;
  private Instant finishedAt;
  private long firstStartNanos;
  private long finishNanos;
  private int attempts;
  private String resultsId;
  private JobError error;

  private boolean unknownToStore;
  private boolean abandoned;
  private volatile boolean cancelRequested;
  private volatile boolean timedOut;
  private volatile boolean leaving;
  private volatile long deadlineNanos;
  private volatile double progress;
  private volatile JobWork work;

  /** What all jobs of a service share. */
  record Surroundings(Clock clock, JobStore store, JobListener listener) {
    /** To the microsecond, as it is stored. */
    private Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
  }

  Job(JobRequest request, JsonNode description, JobLimits limits, Surroundings surroundings) {
    this.jobId = UUID.randomUUID().toString();
    this.request = request;
    this.description = description;
    this.timeoutSeconds = request.timeoutSeconds().orElse(limits.timeoutSeconds());
    this.maxRetries = request.maxRetries().orElse(limits.maxRetries());
    this.crashes = 0;
    this.surroundings = surroundings;
    this.submittedAt = surroundings.now();
    this.submittedNanos = System.nanoTime();
  }

  /** A job of an earlier process; one that was not finished waits again. */
  Job(StoredJob stored, Surroundings surroundings) {
    JobRecord record = stored.job();
    this.jobId = record.jobId();
    this.request = stored.request();
    this.description = stored.description();
    this.timeoutSeconds = record.timeoutSeconds();
    this.maxRetries = record.maxRetries();
    this.crashes = stored.crashes() + (record.state() == JobState.RUNNING ? 1 : 0);
    this.surroundings = surroundings;
    this.submittedAt = record.submittedAt();
    Duration age = Duration.between(submittedAt, surroundings.now());
    this.submittedNanos = System.nanoTime() - Math.max(0, age.toNanos());
    this.cancelRequested = record.cancelRequested();
    if (record.state().terminal()) {
      state = record.state();
      startedAt = record.startedAt();
      finishedAt = record.finishedAt();
      attempts = record.attempts();
      resultsId = record.resultsId();
      error = record.error();
      progress = record.progressPercent() / 100;
      firstStartNanos =
          submittedNanos + (record.queueWaitNanos() == null ? 0 : record.queueWaitNanos());
      finishNanos =
          firstStartNanos + (record.executionNanos() == null ? 0 : record.executionNanos());
      done.countDown();
    }
  }

  String jobId() {
    return jobId;
  }

  JobRequest request() {
    return request;
  }

  JsonNode description() {
    return description;
  }

  int crashes() {
    return crashes;
  }

  /** Id that the results will have. */
  String wantedResultsId() {
    return request.runId().orElse(jobId);
  }

  /** The job was accepted: stored and told. */
  synchronized void announce() {
    if (!unknownToStore) {
      surroundings.store().save(stored());
    }
    surroundings.listener().changed(snapshot());
  }

  /**
   * The job was accepted and will be worked on by the caller itself, who has no answer before it is
   * finished: it need not outlive the process until then.
   */
  synchronized void announceToListener() {
    unknownToStore = true;
    announce();
  }

  /**
   * Takes an attempt back that took longer than the caller has time: the job waits again. False
   * when it is to stop.
   */
  synchronized boolean takeBack() {
    if (state != JobState.RUNNING || stopped()) {
      return false;
    }
    attempts--;
    startedAt = null;
    queueAgain();
    return true;
  }

  private void queueAgain() {
    unknownToStore = false;
    state = JobState.QUEUED;
    announce();
    if (leaving) {
      done.countDown();
    }
  }

  /** Begins an attempt; false when the job was cancelled or handed back while it waited. */
  synchronized boolean start() {
    if (state != JobState.QUEUED || leaving) {
      return false;
    }
    long now = System.nanoTime();
    if (attempts == 0) {
      // Queue wait and execution, retries included, are counted to and from the first attempt.
      firstStartNanos = now;
      startedAt = surroundings.now();
    }
    attempts++;
    deadlineNanos = now + (long) (timeoutSeconds * NANOS_PER_SECOND);
    timedOut = false;
    state = JobState.RUNNING;
    announce();
    return true;
  }

  /** The next attempt follows later; false when there is none left or the job is to stop. */
  synchronized boolean retry() {
    if (state != JobState.RUNNING || attempts > maxRetries || cancelRequested) {
      return false;
    }
    queueAgain();
    return true;
  }

  synchronized int attempts() {
    return attempts;
  }

  double timeoutSeconds() {
    return timeoutSeconds;
  }

  synchronized boolean succeed(StoredResult result) {
    if (state.terminal()) {
      return false;
    }
    resultsId = result.resultsId();
    progress = 1;
    return finish(JobState.SUCCEEDED, result);
  }

  synchronized boolean fail(JobError reason) {
    if (state.terminal()) {
      return false;
    }
    error = reason;
    return finish(JobState.FAILED, null);
  }

  /** The task gave up because {@link #stopped} told it to. */
  synchronized boolean end(String message) {
    if (state.terminal()) {
      return false;
    }
    if (!timedOut && !cancelRequested && leaving) {
      done.countDown();
      return true;
    }
    if (!timedOut) {
      return finish(JobState.CANCELLED, null);
    }
    error =
        new JobError(
            "Timeout",
            "took longer than timeoutSeconds = " + timeoutSeconds + "; " + message,
            null,
            List.of());
    return finish(JobState.TIMEOUT, null);
  }

  /** Ends a job whose task does not listen; false when there is no reason to. */
  synchronized boolean abandon() {
    if (state != JobState.RUNNING || !stopped()) {
      return false;
    }
    abandoned = true;
    return end("the engine did not stop when told to");
  }

  /** The job was ended while its task went on. */
  synchronized boolean abandoned() {
    return abandoned;
  }

  /**
   * Hands the job back to the store, for the next process: a running task is told to stop, whoever
   * awaits a waiting job is released.
   */
  synchronized void leave() {
    leaving = true;
    JobState now = state;
    if (now.terminal()) {
      return;
    }
    if (now == JobState.RUNNING || unknownToStore) {
      state = JobState.QUEUED;
      try {
        surroundings.store().save(stored());
      } finally {
        state = now;
      }
    }
    if (now == JobState.QUEUED) {
      done.countDown();
    }
  }

  /** Asks a running job to stop; a waiting one is cancelled at once. */
  synchronized void cancel() {
    if (state.terminal()) {
      return;
    }
    cancelRequested = true;
    if (state == JobState.QUEUED) {
      finish(JobState.CANCELLED, null);
    }
  }

  /** False when the result could not be kept: then the job has failed. */
  private boolean finish(JobState last, StoredResult result) {
    state = last;
    finishNanos = System.nanoTime();
    finishedAt = surroundings.now();
    try {
      keep(result);
      surroundings.listener().changed(snapshot());
    } finally {
      done.countDown();
    }
    return state == last;
  }

  private void keep(StoredResult result) {
    try {
      surroundings.store().finish(stored(), result);
    } catch (RuntimeException | Error e) {
      LOG.error("job {} could not be stored as {}", jobId, state.wireName(), e);
      if (result != null) {
        resultsId = null;
        error =
            new JobError(
                ErrorCode.INTERNAL_ERROR.wireName(),
                "the result could not be kept: " + e,
                null,
                List.of());
        state = JobState.FAILED;
        keep(null);
      }
    }
  }

  synchronized boolean ended() {
    return state.terminal();
  }

  /** Waits for the final state or the close; false when neither came in time. */
  boolean await(long milliseconds) throws InterruptedException {
    return done.await(milliseconds, TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean stopped() {
    return cancelRequested || timedOut || leaving;
  }

  /** Tells the task to stop when its time is over; false when it is not, or nothing runs. */
  synchronized boolean expire(long nowNanos) {
    if (state != JobState.RUNNING || nowNanos - deadlineNanos < 0) {
      return false;
    }
    timedOut = true;
    return true;
  }

  /** When the present attempt has to end, as {@link System#nanoTime}. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void progress(double share) {
    // Late or lower figures of parallel work are of no interest, lost updates do no harm.
    if (share > progress) {
      progress = Math.min(1, share);
    }
  }

  @Override
  public void work(JobWork now) {
    work = now;
  }

  @Override
  public void ran(Results results) {
    surroundings.listener().ran(results);
  }

  private StoredJob stored() {
    return new StoredJob(snapshot(), request, description, crashes);
  }

  synchronized JobRecord snapshot() {
    boolean started = attempts > 0;
    Long wait = started ? Long.valueOf(firstStartNanos - submittedNanos) : null;
    Long execution =
        started && state.terminal() ? Long.valueOf(finishNanos - firstStartNanos) : null;
    return new JobRecord(
        jobId,
        request.type(),
        request.simulationId(),
        state,
        submittedAt,
        startedAt,
        finishedAt,
        attempts,
        maxRetries,
        timeoutSeconds,
        cancelRequested,
        100 * progress,
        wait,
        execution,
        resultsId,
        error,
        work);
  }
}
