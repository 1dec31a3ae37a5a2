package dev.perfusion.benchmarks.path;

/**
 * What matters of the results of a population.
 *
 * @param steps steps that the integrator took in all its runs
 * @param bytes of all chunks, as they are stored
 * @param nanos that reading the chunks took, without the calls that named them
 */
public record PopulationView(long steps, long bytes, long nanos) {}
