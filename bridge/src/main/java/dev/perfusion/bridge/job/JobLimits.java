package dev.perfusion.bridge.job;

/**
 * Bounds of the job service.
 *
 * @param workerThreads runs at the same time
 * @param queueCapacity jobs that may wait
 * @param history finished jobs that are remembered
 * @param timeoutSeconds limit of an attempt that asks for none
 * @param maxRetries further attempts of a job that asks for none
 */
public record JobLimits(
    int workerThreads, int queueCapacity, int history, double timeoutSeconds, int maxRetries) {}
