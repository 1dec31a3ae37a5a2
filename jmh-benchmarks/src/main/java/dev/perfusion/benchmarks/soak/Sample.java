package dev.perfusion.benchmarks.soak;

/**
 * A look at a server that is idle for the moment.
 *
 * @param minute since the load began
 * @param heapBytes used after a full collection
 * @param residentBytes memory of the process
 * @param files open file handles
 * @param simulations loaded simulations
 * @param results results in memory
 * @param jobs jobs that wait or run
 * @param visits done so far
 */
record Sample(
    double minute,
    double heapBytes,
    double residentBytes,
    double threads,
    double files,
    double simulations,
    double results,
    double jobs,
    long visits) {}
