package dev.perfusion.bridge.job;

import java.time.Instant;

/**
 * A job at one moment.
 *
 * @param type kind of work; see {@link JobRequest#type()}
 * @param submittedAt when it was accepted
 * @param startedAt when a worker last took it up; null before
 * @param finishedAt when it reached its final state; null before
 * @param attempts attempts begun
 * @param progressPercent share of simulated time, or of subjects, reached
 * @param queueWaitNanos from acceptance to the first start; null before
 * @param executionNanos from the first start to the end, all attempts; null before
 * @param resultsId where the result is; null unless it succeeded
 * @param error why it did not succeed; null otherwise
 * @param work how far a job with many subjects is; null for others, and after a restart
 */
public record JobRecord(
    String jobId,
    String type,
    String simulationId,
    JobState state,
    Instant submittedAt,
    Instant startedAt,
    Instant finishedAt,
    int attempts,
    int maxRetries,
    double timeoutSeconds,
    boolean cancelRequested,
    double progressPercent,
    Long queueWaitNanos,
    Long executionNanos,
    String resultsId,
    JobError error,
    JobWork work) {}
