package dev.perfusion.engine.solver;

/** Counters of one run. */
public record SolverStatistics(
    long steps,
    long rhsCalls,
    long jacobians,
    long factorisations,
    long newtonIterations,
    long errorTestFailures,
    long convergenceFailures,
    long restarts) {}
