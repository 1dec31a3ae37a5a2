package dev.perfusion.engine.io;

import dev.perfusion.engine.model.SolverSettings;

/** Makes solver settings of the numbers of a file, and refuses those no integrator can use. */
final class SolverValues {
  private SolverValues() {}

  static SolverSettings settings(
      double absTol,
      double relTol,
      double h0,
      double hMin,
      double hMax,
      double maxSteps,
      double checkNegative,
      Located where) {
    if (!(absTol >= SolverSettings.MIN_ABS_TOL && absTol < Double.POSITIVE_INFINITY)) {
      throw where.error("absolute tolerance is " + absTol + ", it must be a positive number");
    }
    notNegative("relative tolerance", relTol, where);
    if (Double.isInfinite(relTol)) {
      throw where.error("relative tolerance is infinite");
    }
    notNegative("H0", h0, where);
    notNegative("HMin", hMin, where);
    notNegative("HMax", hMax, where);
    notNegative("MxStep", maxSteps, where);
    return new SolverSettings(
        absTol, relTol, h0, hMin, hMax, (int) Math.rint(maxSteps), checkNegative != 0);
  }

  private static void notNegative(String what, double value, Located where) {
    if (!(value >= 0)) {
      throw where.error(what + " is " + value + ", it must be a number that is not negative");
    }
  }
}
