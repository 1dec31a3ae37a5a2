package dev.perfusion.bridge.job;

import java.util.Optional;

/**
 * What a caller wants of a job.
 *
 * @param type {@code simulation} or the name of another kind of work
 * @param runId id for the results
 * @param timeoutSeconds limit of one attempt
 * @param maxRetries further attempts after an engine fault
 * @param idempotencyKey equal keys with equal fingerprints give the same job
 * @param fingerprint stands for everything that must be equal for a key to be used again
 */
public record JobRequest(
    String type,
    String simulationId,
    Optional<String> runId,
    Optional<Double> timeoutSeconds,
    Optional<Integer> maxRetries,
    Optional<String> idempotencyKey,
    String fingerprint) {
  /** Type of a job that is one run. */
  public static final String SIMULATION = "simulation";
}
