package dev.perfusion.bridge.job;

/**
 * Bounds of the job service.
 *
 * @param workerThreads jobs at the same time
 * @param queueCapacity jobs that may wait
 * @param history finished jobs that are remembered
 * @param retentionSeconds how long a finished job and its result are kept; 0 for as long as there
 *     is room
 * @param timeoutSeconds limit of an attempt that asks for none
 * @param maxRetries further attempts of a job that asks for none
 * @param retryDelayMs wait before the second attempt; it doubles with each further one
 */
public record JobLimits(
    int workerThreads,
    int queueCapacity,
    int history,
    long retentionSeconds,
    double timeoutSeconds,
    int maxRetries,
    int retryDelayMs) {}
