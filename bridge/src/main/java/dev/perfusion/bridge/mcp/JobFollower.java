package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Follows the job that a call waits for: its progress goes to the client, and when the client no
 * longer wants the answer, the job is cancelled.
 */
final class JobFollower implements Consumer<String>, AutoCloseable {
  private static final long INTERVAL_MS = 100;

  private final JobService jobs;
  private final Client client;
  private final Executor executor;
  private final Instant began = Instant.now();
  private Runnable forget = () -> {};
  private boolean closed;

  JobFollower(JobService jobs, Client client, Executor executor) {
    this.jobs = jobs;
    this.client = client;
    this.executor = executor;
  }

  @Override
  public void accept(String jobId) {
    client.channel().waits();
    // A job of an earlier call with the same idempotency key is not this call's to cancel.
    if (!jobs.get(jobId).submittedAt().isBefore(began)) {
      forget = client.cancel().onRequest(() -> jobs.cancel(jobId));
    }
    if (client.wantsProgress()) {
      try {
        executor.execute(() -> report(jobId));
      } catch (RejectedExecutionException e) {
        // The server is being stopped; the job goes on without its progress being told.
      }
    }
  }

  private synchronized void report(String jobId) {
    try {
      while (!closed) {
        JobRecord job = jobs.get(jobId);
        client.progress(
            job.progressPercent(), job.work() == null ? job.state().wireName() : job.work().text());
        if (job.state().terminal()) {
          return;
        }
        wait(INTERVAL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on nothing is sent. */
  @Override
  public void close() {
    forget.run();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }
}
