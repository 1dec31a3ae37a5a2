package dev.perfusion.engine;

import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.solver.Method;

/**
 * How a run goes, apart from its values.
 *
 * @param method how it is integrated; sensitivities always by BDF
 * @param stopOnWarnings too many internal steps between two stop points end the run; otherwise they
 *     are a warning
 * @param timeResolution when two output times count as one
 */
record RunOptions(
    SolverSettings settings,
    Method method,
    boolean stopOnWarnings,
    OutputSchema.Resolution timeResolution) {
  static RunOptions of(SolverSettings settings) {
    return new RunOptions(settings, Method.BDF, true, OutputSchema.Resolution.SINGLE);
  }

  RunOptions with(SolverSettings other) {
    return new RunOptions(other, method, stopOnWarnings, timeResolution);
  }

  RunOptions with(Method other) {
    return new RunOptions(settings, other, stopOnWarnings, timeResolution);
  }

  RunOptions withStopOnWarnings(boolean stop) {
    return new RunOptions(settings, method, stop, timeResolution);
  }

  RunOptions with(OutputSchema.Resolution resolution) {
    return new RunOptions(settings, method, stopOnWarnings, resolution);
  }
}
