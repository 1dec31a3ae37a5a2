package dev.perfusion.benchmarks.record;

/**
 * A flame graph that was taken.
 *
 * @param file the HTML file
 * @param collapsed the same stacks as text, one line each with its count
 * @param engine how the samples were taken
 * @param samples number of samples
 * @param pid process that was sampled
 */
public record FlameGraph(String file, String collapsed, String engine, long samples, long pid) {}
