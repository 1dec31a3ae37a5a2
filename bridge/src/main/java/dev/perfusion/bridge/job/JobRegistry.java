package dev.perfusion.bridge.job;

import dev.perfusion.bridge.error.BridgeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The jobs by id and by idempotency key; of the finished ones the newest only. */
final class JobRegistry {
  private final int history;
  private final Map<String, Job> byId = new HashMap<>();
  private final Map<String, Job> byKey = new HashMap<>();
  private final Map<String, Job> byRunId = new HashMap<>();
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

  /**
   * A job that is forgotten.
   *
   * @param ownsResults no later job has put its results under the same id
   */
  record Dropped(Job job, boolean ownsResults) {}

  /**
   * Finds the job of a known key or makes one. Nothing else is admitted meanwhile, so that equal
   * keys meet one job, and a job that others can see has been accepted.
   *
   * @param maker makes, stores and announces the job, or throws
   */
  synchronized Admission admit(JobRequest request, Supplier<Job> maker) {
    Optional<Job> known = known(request);
    if (known.isPresent()) {
      return new Admission(known.get(), false);
    }
    request.runId().ifPresent(this::requireFree);
    Job job = maker.get();
    add(job);
    return new Admission(job, true);
  }

  /**
   * The job of a key.
   *
   * @throws BridgeException {@code Conflict} when the key is that of another request
   */
  synchronized Optional<Job> known(JobRequest request) {
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
    }
    return Optional.ofNullable(known);
  }

  /** Adds a job that is known to be acceptable. */
  synchronized void add(Job job) {
    byId.put(job.jobId(), job);
    job.request().idempotencyKey().ifPresent(key -> byKey.put(key, job));
    job.request().runId().ifPresent(id -> byRunId.put(id, job));
    if (job.snapshot().state().terminal()) {
      finished.add(job);
    }
  }

  private void requireFree(String runId) {
    if (byId.containsKey(runId)) {
      throw BridgeException.conflict(
          "runId",
          "runId \"" + runId + "\" is the id of a job, and may be that of its results",
          "take another runId or leave it out");
    }
    Job active = byRunId.get(runId);
    if (active != null && !active.snapshot().state().terminal()) {
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

  /** Notes that a job is finished, if it is. */
  synchronized void finished(Job job) {
    if (job.ended() && byId.get(job.jobId()) == job) {
      finished.add(job);
    }
  }

  /**
   * Drops finished jobs beyond the bound and those that ended before a moment, oldest first.
   *
   * @param before null for no such moment
   * @return the jobs dropped
   */
  synchronized List<Dropped> trim(Instant before) {
    List<Job> dropped = new ArrayList<>();
    for (Job job : finished) {
      boolean old = before != null && job.snapshot().finishedAt().isBefore(before);
      if (finished.size() - dropped.size() <= history && !old) {
        break;
      }
      dropped.add(job);
    }
    List<Dropped> list = new ArrayList<>();
    for (Job job : dropped) {
      finished.remove(job);
      byId.remove(job.jobId());
      job.request().idempotencyKey().ifPresent(key -> byKey.remove(key, job));
      boolean owns = job.request().runId().map(id -> byRunId.remove(id, job)).orElse(true);
      list.add(new Dropped(job, owns));
    }
    return list;
  }

  /** Jobs that wait or run. */
  synchronized int unfinishedCount() {
    return byId.size() - finished.size();
  }

  synchronized List<Job> unfinished() {
    return byId.values().stream().filter(job -> !job.snapshot().state().terminal()).toList();
  }
}
