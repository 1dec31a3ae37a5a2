package dev.perfusion.engine.io;

/** Checks the number that scales a state. */
final class ScaleFactor {
  private ScaleFactor() {}

  static double checked(double factor, String what, Located where) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw where.error(what + " is " + factor + ", it must be a positive number");
    }
    return factor;
  }
}
