package dev.perfusion.benchmarks.record;

/**
 * Times of one run inside the bridge, unrounded, from its job record.
 *
 * @param queueWaitMs submission to start
 * @param executionMs start to end
 * @param serialisationMs time to write the result as JSON; NaN where it cannot be seen
 * @param steps steps of the integrator; more than 0, or the run would not count
 */
public record JobTiming(
    double queueWaitMs, double executionMs, double serialisationMs, long steps) {}
