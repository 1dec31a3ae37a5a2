package dev.perfusion.benchmarks.path;

import java.util.List;

/**
 * What matters of the results of a population.
 *
 * @param steps steps that the integrator took in all its runs
 * @param bytes of all chunks, as they are stored
 * @param reading when the chunks were read; the calls that named them lie between
 */
public record PopulationView(long steps, long bytes, List<Span> reading) {}
