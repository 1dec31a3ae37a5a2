package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobTask;
import java.util.Optional;
import java.util.function.Supplier;

/** What tools that submit jobs have in common. */
final class JobCalls {
  static final int MAX_KEY = 256;
  static final int MAX_WAIT_MS = 600_000;

  private JobCalls() {}

  /**
   * The key of a call: that of the transport, else the field.
   *
   * @throws BridgeException {@code InvalidInput} when it is too long
   */
  static Optional<String> key(ToolContext context, String field) {
    Optional<String> key = context.idempotencyKey().or(() -> Optional.ofNullable(field));
    key.filter(text -> text.length() > MAX_KEY || text.isBlank())
        .ifPresent(
            text -> {
              throw BridgeException.invalid(
                  "idempotencyKey",
                  "the idempotency key has "
                      + text.strip().length()
                      + " characters; allowed are 1 to "
                      + MAX_KEY,
                  "take a key such as a UUID");
            });
    return key;
  }

  /** Submits a job and waits for it as long as the call may. */
  static JobRecord submit(
      JobService jobs,
      JobRequest request,
      Supplier<JobTask> task,
      Integer waitMs,
      ToolContext context) {
    int wait = waitMs == null ? context.waitMs() : waitMs;
    if (wait > 0 && context.isInProcess()) {
      return jobs.complete(request, task, wait);
    }
    JobRecord job = jobs.submit(request, task);
    if (wait == 0 || job.state().terminal()) {
      return job;
    }
    context.waiting().accept(job.jobId());
    return jobs.await(job.jobId(), wait);
  }
}
