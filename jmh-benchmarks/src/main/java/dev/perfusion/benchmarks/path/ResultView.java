package dev.perfusion.benchmarks.path;

/**
 * What matters of a result.
 *
 * @param steps steps that the integrator took
 * @param serialisationMs time to write the whole result as JSON; NaN where it cannot be seen
 */
public record ResultView(long steps, double serialisationMs) {}
