package dev.perfusion.bridge.job;

import dev.perfusion.bridge.error.BridgeException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The jobs by id and by idempotency key; of the finished ones the newest only. */
final class JobRegistry {
  private final int history;
  private final Map<String, Job> byId = new HashMap<>();
  private final Map<String, Job> byKey = new HashMap<>();
  private final Map<String, Job> activeByRunId = new HashMap<>();
  private final Set<Job> finished = new LinkedHashSet<>();

  JobRegistry(int history) {
    this.history = history;
  }

  /**
   * A job for a request.
   *
   * @param isNew false when it was there already, under the same idempotency key
   */
  record Admission(Job job, boolean isNew) {}

  synchronized Admission admit(JobRequest request, Supplier<Job> maker) {
    Job known = request.idempotencyKey().map(byKey::get).orElse(null);
    if (known != null) {
      if (!known.request().fingerprint().equals(request.fingerprint())) {
        throw BridgeException.conflict(
            "idempotencyKey",
            "idempotencyKey \""
                + request.idempotencyKey().orElseThrow()
                + "\" was used with other arguments, for job "
                + known.jobId(),
            "take a new key for a new request");
      }
      return new Admission(known, false);
    }
    request.runId().ifPresent(this::requireFree);
    Job job = maker.get();
    byId.put(job.jobId(), job);
    request.idempotencyKey().ifPresent(key -> byKey.put(key, job));
    request.runId().ifPresent(id -> activeByRunId.put(id, job));
    return new Admission(job, true);
  }

  private void requireFree(String runId) {
    Job active = activeByRunId.get(runId);
    if (active != null) {
      throw BridgeException.conflict(
          "runId",
          "runId \"" + runId + "\" is that of job " + active.jobId() + ", which is not finished",
          "take another runId or wait");
    }
  }

  synchronized Job get(String jobId) {
    Job job = byId.get(jobId);
    if (job == null) {
      throw BridgeException.notFound(
          "jobId",
          "no job \"" + jobId + "\"",
          "take jobId from run_simulation; of the finished jobs the newest "
              + history
              + " are remembered");
    }
    return job;
  }

  /** Takes a job back that was not accepted after all. */
  synchronized void forget(Job job) {
    byId.remove(job.jobId());
    job.request().idempotencyKey().ifPresent(key -> byKey.remove(key, job));
    job.request().runId().ifPresent(id -> activeByRunId.remove(id, job));
  }

  /** Notes that a job is finished and drops the oldest beyond the bound. */
  synchronized void finished(Job job) {
    job.request().runId().ifPresent(id -> activeByRunId.remove(id, job));
    if (byId.get(job.jobId()) == job) {
      finished.add(job);
    }
    while (finished.size() > history) {
      Job oldest = finished.iterator().next();
      finished.remove(oldest);
      forget(oldest);
    }
  }

  synchronized List<Job> unfinished() {
    return byId.values().stream().filter(job -> !job.snapshot().state().terminal()).toList();
  }
}
