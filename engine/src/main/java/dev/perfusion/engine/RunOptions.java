package dev.perfusion.engine;

import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.SolverSettings;

/**
 * How a run goes, apart from its values.
 *
 * @param stopOnWarnings too many internal steps between two stop points end the run; otherwise they
 *     are a warning
 * @param timeResolution when two output times count as one
 */
record RunOptions(
    SolverSettings settings, boolean stopOnWarnings, OutputSchema.Resolution timeResolution) {
  static RunOptions of(SolverSettings settings) {
    return new RunOptions(settings, true, OutputSchema.Resolution.SINGLE);
  }

  RunOptions with(SolverSettings other) {
    return new RunOptions(other, stopOnWarnings, timeResolution);
  }

  RunOptions withStopOnWarnings(boolean stop) {
    return new RunOptions(settings, stop, timeResolution);
  }

  RunOptions with(OutputSchema.Resolution resolution) {
    return new RunOptions(settings, stopOnWarnings, resolution);
  }
}
