package dev.perfusion.engine.solver;

import java.util.Arrays;

/**
 * Chooses step and order after each accepted step, and the step after a failed error test.
 *
 * <p>A change must promise a growth of at least 1.5; the order is reconsidered order + 1 steps
 * after its last change. The safety factors 6, 6 and 10 for the order below, the same and the one
 * above are those of CVODE (Hindmarsh et al. 2005, section 2.1, and the SUNDIALS user guide).
 */
final class StepControl {
  static final int MAX_ERROR_FAILURES = 7;
  static final int ERROR_FAILURES_BEFORE_LOWER_ORDER = 3;

  private static final double WORTH_CHANGING = 1.5;
  private static final double BIAS_BELOW = 6;
  private static final double BIAS_SAME = 6;
  private static final double BIAS_ABOVE = 10;
  private static final double SMALL = 1e-6;
  private static final double MAX_GROWTH_FIRST_STEP = 1e4;
  private static final double MAX_GROWTH = 10;
  private static final double MIN_SHRINK = 0.1;
  private static final double MAX_AFTER_REPEATED_FAILURE = 0.2;
  private static final int WAIT_AFTER_RESET = 10;

  /** By power: errors above these are not worth a root, the step would hardly grow. */
  private final double[] growthLimit = new double[BdfIntegrator.MAX_ORDER + 3];

  private final double hMin;
  private final double hMax;
  private final double[] savedCorrection;

  private double maxGrowth;
  private int wait;
  private double savedDerivative;
  private int nextOrder;
  private double nextStep;

  StepControl(int n, double hMin, double hMax) {
    this.hMin = hMin;
    this.hMax = hMax;
    savedCorrection = new double[n];
    for (int k = 1; k < growthLimit.length; k++) {
      growthLimit[k] = power(1 / WORTH_CHANGING - SMALL, k);
    }
  }

  /** Forgets everything. */
  void reset() {
    Arrays.fill(savedCorrection, 0);
    maxGrowth = 0;
    wait = 0;
    savedDerivative = 0;
    nextOrder = 0;
    nextStep = 0;
  }

  void restart(double h) {
    maxGrowth = MAX_GROWTH_FIRST_STEP;
    wait = 2;
    savedDerivative = 0;
    nextOrder = 1;
    nextStep = h;
  }

  int nextOrder() {
    return nextOrder;
  }

  double nextStep() {
    return nextStep;
  }

  /** Whether the coming step needs the error constants of the neighbouring orders. */
  boolean orderChangeNear() {
    return wait == 1;
  }

  /** The order was changed at the start of a step. */
  void orderChanged(int order) {
    wait = order + 1;
  }

  /** After a failure the accepted step must not be followed by a longer one. */
  void forbidGrowth() {
    maxGrowth = 1;
  }

  /** Step to try after the failures-th failed error test at the present order. */
  double afterErrorFailure(double h, int order, double error, int failures) {
    double ratio = ratio(BIAS_SAME * error, order + 1);
    ratio = Math.max(MIN_SHRINK, ratio);
    if (failures >= 2) {
      ratio = Math.min(ratio, MAX_AFTER_REPEATED_FAILURE);
    }
    return Math.max(ratio * h, hMin);
  }

  /** Step to try at a lower order after too many failed error tests. */
  double afterOrderDrop(double h) {
    return Math.max(MIN_SHRINK * h, hMin);
  }

  /** Order 1 was started again from the derivative at the last good step. */
  void historyReset() {
    wait = WAIT_AFTER_RESET;
  }

  /**
   * Takes note of an accepted step and chooses the next.
   *
   * @param error error estimate over tolerance, at most 1
   */
  void accepted(
      double h,
      double error,
      BdfCoefficients coefficients,
      NordsieckHistory history,
      double[] correction,
      ErrorWeights weights) {
    int order = history.order();
    wait--;
    if (wait == 1 && order < BdfIntegrator.MAX_ORDER) {
      System.arraycopy(correction, 0, savedCorrection, 0, correction.length);
      savedDerivative = coefficients.derivative;
    }
    nextOrder = order;
    nextStep = h;
    if (maxGrowth == 1) {
      wait = Math.max(wait, 2);
    } else if (wait != 0) {
      grow(h, growth(BIAS_SAME * error, order + 1));
    } else {
      wait = 2;
      chooseOrder(h, error, coefficients, history, correction, weights);
    }
    maxGrowth = MAX_GROWTH;
  }

  private void chooseOrder(
      double h,
      double error,
      BdfCoefficients coefficients,
      NordsieckHistory history,
      double[] correction,
      ErrorWeights weights) {
    int order = history.order();
    double same = growth(BIAS_SAME * error, order + 1);
    double below = 0;
    if (order > 1) {
      double errorBelow = weights.norm(history.row(order)) * coefficients.errorBelow;
      below = growth(BIAS_BELOW * errorBelow, order);
    }
    double above = 0;
    if (order < BdfIntegrator.MAX_ORDER && savedDerivative != 0) {
      double stepRatio = h / history.past[2];
      double factor = coefficients.derivative / savedDerivative * power(stepRatio, order + 1);
      double errorAbove =
          weights.normOfDifference(correction, factor, savedCorrection) * coefficients.errorAbove;
      above = growth(BIAS_ABOVE * errorAbove, order + 2);
    }
    double best = Math.max(same, Math.max(below, above));
    if (best < WORTH_CHANGING) {
      return;
    }
    if (best != same) {
      nextOrder = best == below ? order - 1 : order + 1;
    }
    grow(h, best);
  }

  private void grow(double h, double ratio) {
    if (ratio >= WORTH_CHANGING) {
      nextStep = Math.min(h * Math.min(ratio, maxGrowth), hMax);
    }
  }

  /** The ratio, or 0 when it is not worth a change. */
  private double growth(double error, int power) {
    return error <= growthLimit[power] ? ratio(error, power) : 0;
  }

  /** Step ratio at which an error of the given power would just pass. */
  private static double ratio(double error, int power) {
    return 1 / (IntegerRoot.of(error, power) + SMALL);
  }

  private static double power(double x, int exponent) {
    double product = 1;
    for (int k = 0; k < exponent; k++) {
      product *= x;
    }
    return product;
  }
}
