package dev.perfusion.engine.solver;

import dev.perfusion.engine.ode.OdeSystem;

/**
 * A first step when the caller gives none: such that {@code h^2 |y''| / 2} is half the tolerance,
 * with y'' from a difference quotient of f along the solution (Hindmarsh et al. 2005, section 2.1).
 */
final class InitialStep {
  private static final int MAX_ESTIMATES = 4;
  private static final int MAX_RETREATS = 10;

  private final OdeSystem system;
  private final ErrorWeights weights;
  private final Counters counters;
  private final double[] y;
  private final double[] f;

  InitialStep(OdeSystem system, ErrorWeights weights, Counters counters) {
    this.system = system;
    this.weights = weights;
    this.counters = counters;
    y = new double[system.size()];
    f = new double[system.size()];
  }

  /**
   * Estimates the step.
   *
   * @param t0 start
   * @param tLimit where the first step must end at the latest
   * @param y0 state at t0
   * @param f0 its derivative, finite
   */
  double estimate(double t0, double tLimit, double[] y0, double[] f0) {
    double smallest = 100 * Math.max(Math.ulp(t0), Math.ulp(tLimit));
    double largest = largestStep(tLimit - t0, y0, f0);
    if (largest < smallest) {
      return Math.sqrt(smallest * largest);
    }
    double guess = Math.sqrt(smallest * largest);
    double estimate = guess;
    for (int i = 0; i < MAX_ESTIMATES; i++) {
      double curvature = curvature(t0, guess, y0, f0);
      for (int retreat = 0; retreat < MAX_RETREATS && !Double.isFinite(curvature); retreat++) {
        guess *= 0.2;
        curvature = curvature(t0, guess, y0, f0);
      }
      if (!Double.isFinite(curvature)) {
        return smallest;
      }
      estimate =
          curvature * largest * largest > 2 ? Math.sqrt(2 / curvature) : Math.sqrt(guess * largest);
      double ratio = estimate / guess;
      if (ratio > 0.5 && ratio < 2) {
        break;
      }
      if (i > 0 && ratio > 2) {
        // The estimate runs away from a guess it started from: keep the last that held.
        estimate = guess;
        break;
      }
      guess = estimate;
    }
    return Math.max(smallest, Math.min(largest, 0.5 * estimate));
  }

  /** No component may move by more than a tenth of its size, nor time by a tenth of the way. */
  private double largestStep(double distance, double[] y0, double[] f0) {
    double fastest = 0;
    for (int i = 0; i < y0.length; i++) {
      fastest =
          Math.max(fastest, Math.abs(f0[i]) / (0.1 * Math.abs(y0[i]) + 1 / weights.weight(i)));
    }
    double largest = 0.1 * distance;
    return largest * fastest > 1 ? 1 / fastest : largest;
  }

  private double curvature(double t0, double h, double[] y0, double[] f0) {
    for (int i = 0; i < y.length; i++) {
      y[i] = y0[i] + h * f0[i];
    }
    system.rhs(t0 + h, y, f);
    counters.rhsCalls++;
    return weights.normOfDifference(f, 1, f0) / h;
  }
}
