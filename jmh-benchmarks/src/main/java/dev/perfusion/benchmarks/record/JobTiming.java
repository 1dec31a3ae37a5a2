package dev.perfusion.benchmarks.record;

/**
 * Times of one run, unrounded: inside the bridge, from its job record, and as its caller saw them.
 *
 * @param tool that submitted it
 * @param queueWaitMs submission to start
 * @param executionMs start to end
 * @param serialisationMs time to write the result as JSON; NaN where it cannot be seen
 * @param polls status calls until its caller saw that it was over
 * @param steps steps of the integrator; more than 0, or the run would not count
 */
public record JobTiming(
    String tool,
    double queueWaitMs,
    double executionMs,
    double serialisationMs,
    int polls,
    long steps) {}
