package dev.perfusion.bridge.job;

import dev.perfusion.engine.RunControl;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A job and its state machine. All changes go through this class; each returns whether it was
 * allowed.
 */
final class Job implements RunControl {
  private static final double NANOS_PER_SECOND = 1e9;

  private final String jobId = UUID.randomUUID().toString();
  private final JobRequest request;
  private final double timeoutSeconds;
  private final int maxRetries;
  private final Clock clock;
  private final JobListener listener;
  private final Instant submittedAt;
  private final long submittedNanos = System.nanoTime();

  private JobState state = JobState.QUEUED;
  private Instant startedAt;
  private Instant finishedAt;
  private long firstStartNanos;
  private long finishNanos;
  private int attempts;
  private String resultsId;
  private JobError error;

  private volatile boolean cancelRequested;
  private volatile boolean timedOut;
  private volatile long deadlineNanos;
  private volatile double progress;

  Job(JobRequest request, JobLimits limits, Clock clock, JobListener listener) {
    this.request = request;
    this.timeoutSeconds = request.timeoutSeconds().orElse(limits.timeoutSeconds());
    this.maxRetries = request.maxRetries().orElse(limits.maxRetries());
    this.clock = clock;
    this.listener = listener;
    this.submittedAt = clock.instant();
  }

  String jobId() {
    return jobId;
  }

  JobRequest request() {
    return request;
  }

  /** Id that the results will have. */
  String wantedResultsId() {
    return request.runId().orElse(jobId);
  }

  synchronized void announce() {
    listener.changed(snapshot());
  }

  /** Begins an attempt; false when the job was cancelled while it waited. */
  synchronized boolean start() {
    if (state.terminal()) {
      return false;
    }
    long now = System.nanoTime();
    if (attempts == 0) {
      firstStartNanos = now;
    }
    attempts++;
    startedAt = clock.instant();
    deadlineNanos = now + (long) (timeoutSeconds * NANOS_PER_SECOND);
    timedOut = false;
    state = JobState.RUNNING;
    listener.changed(snapshot());
    return true;
  }

  /** True when a failed attempt may be followed by another. */
  synchronized boolean mayRetry() {
    return attempts <= maxRetries && !cancelRequested;
  }

  synchronized void succeed(String storedUnder) {
    resultsId = storedUnder;
    progress = 1;
    finish(JobState.SUCCEEDED);
  }

  synchronized void fail(JobError reason) {
    error = reason;
    finish(JobState.FAILED);
  }

  /** The run was stopped by {@link #proceed}. */
  synchronized void stopped(String message) {
    if (timedOut) {
      error =
          new JobError(
              "Timeout",
              "took longer than timeoutSeconds = " + timeoutSeconds + "; " + message,
              null,
              List.of());
      finish(JobState.TIMEOUT);
    } else {
      finish(JobState.CANCELLED);
    }
  }

  /** Asks a running job to stop; a waiting one is cancelled at once. */
  synchronized void cancel() {
    if (state.terminal()) {
      return;
    }
    cancelRequested = true;
    if (state == JobState.QUEUED) {
      finish(JobState.CANCELLED);
    }
  }

  private void finish(JobState last) {
    if (state.terminal()) {
      throw new IllegalStateException("job " + jobId + " is " + state + " and cannot be " + last);
    }
    state = last;
    finishNanos = System.nanoTime();
    finishedAt = clock.instant();
    listener.changed(snapshot());
  }

  @Override
  public boolean proceed(double time, double end) {
    progress = end > 0 ? Math.min(1, Math.max(0, time / end)) : 0;
    if (cancelRequested) {
      return false;
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      timedOut = true;
      return false;
    }
    return true;
  }

  synchronized JobRecord snapshot() {
    boolean started = attempts > 0;
    Long wait = started ? Long.valueOf(firstStartNanos - submittedNanos) : null;
    Long execution =
        started && state.terminal() ? Long.valueOf(finishNanos - firstStartNanos) : null;
    return new JobRecord(
        jobId,
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
        error);
  }
}
