package dev.perfusion.benchmarks.record;

/**
 * What the process under test used while it was measured.
 *
 * @param pid process id
 * @param cpuAvgPercent CPU time over wall time of the whole window, percent of all logical CPUs
 * @param cpuMaxPercent the same over the busiest sampling interval
 * @param memoryPeakBytes largest resident set seen
 * @param cpus logical processors, of which percentages are
 * @param windowMs wall time that was watched
 */
public record Resources(
    long pid,
    double cpuAvgPercent,
    double cpuMaxPercent,
    long memoryPeakBytes,
    int cpus,
    double windowMs) {}
