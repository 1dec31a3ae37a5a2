package dev.perfusion.bridge.job;

import java.util.Optional;

/**
 * What a caller wants of a job.
 *
 * @param runId id for the results
 * @param timeoutSeconds limit of one attempt
 * @param maxRetries further attempts after an engine fault
 * @param idempotencyKey equal keys with otherwise equal requests give the same job
 */
public record JobRequest(
    String simulationId,
    Optional<String> runId,
    Optional<Double> timeoutSeconds,
    Optional<Integer> maxRetries,
    Optional<String> idempotencyKey) {
  /** The request without its key: what must be equal for the key to be reused. */
  JobRequest fingerprint() {
    return new JobRequest(simulationId, runId, timeoutSeconds, maxRetries, Optional.empty());
  }
}
