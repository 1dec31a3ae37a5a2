package dev.perfusion.engine.io;

import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.SolverSettings;
import java.util.ArrayList;
import java.util.List;

/** Solver settings and output schema of a pkml or a project file. */
final class PkmlSettings {
  private static final double MINUTES_PER_HOUR = 60;

  private final String file;
  private final PkmlDocument.Settings settings;

  PkmlSettings(PkmlDocument document) {
    this.file = document.file();
    this.settings = document.settings();
  }

  SolverSettings solver() {
    Entity solver = settings.solver();
    if (solver == null) {
      return SolverSettings.DEFAULT;
    }
    SolverSettings standard = SolverSettings.DEFAULT;
    return SolverValues.settings(
        value(solver, "Absolute tolerance", "absTol", standard.absTol()),
        value(solver, "Relative tolerance", "relTol", standard.relTol()),
        value(solver, "H0", "h0", standard.h0()),
        value(solver, "HMin", "hMin", standard.hMin()),
        value(solver, "HMax", "hMax", standard.hMax()),
        value(solver, "MxStep", "mxStep", standard.maxSteps()),
        value(solver, "CheckForNegativeValues", "CheckForNegativeValues", isPkSim5(solver) ? 0 : 1),
        solver);
  }

  OutputSchema outputs() {
    List<OutputSchema.Interval> intervals = new ArrayList<>();
    for (Entity interval : settings.intervals()) {
      double start = value(interval, "Start time", "startTime", 0);
      boolean old = interval.tag().equals(PkmlParser.PKSIM_5_INTERVAL);
      double end = required(interval, old ? "EndTime" : "End time", "endTime");
      double resolution = start == end ? 0 : required(interval, "Resolution", "resolution");
      double perMinute = old ? resolution / MINUTES_PER_HOUR : resolution;
      intervals.add(OutputGrid.ofResolution(start, end, perMinute, interval));
    }
    return OutputGrid.schema(
        intervals,
        settings.times(),
        reason -> new ModelFormatException(file, "OutputSchema", reason));
  }

  /** PK-Sim 5 had no such check, and its files do not say which species may be negative. */
  private static boolean isPkSim5(Entity solver) {
    return solver.tag().equals(PkmlParser.PKSIM_5_SOLVER);
  }

  private double required(Entity owner, String parameter, String attribute) {
    double value = value(owner, parameter, attribute, Double.NaN);
    if (Double.isNaN(value)) {
      throw owner.error("has no " + parameter);
    }
    return value;
  }

  /** Parameter below the owner (version 9 on, and intervals of version 3), else attribute. */
  private double value(Entity owner, String parameter, String attribute, double missing) {
    Entity child = owner.child(parameter);
    return child == null
        ? owner.attributes().number(attribute, missing, owner)
        : new LoadTimeValues(settings.formulas(), new PathResolver(owner, "")).of(child);
  }
}
