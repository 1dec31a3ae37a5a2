package dev.perfusion.engine.solver;

import java.util.Arrays;

/**
 * Coefficients of one fixed-leading-coefficient BDF step on an uneven grid.
 *
 * <p>The new Nordsieck array is the predicted one plus {@code l} times the correction; {@code l}
 * holds the coefficients of the polynomial {@code (1 + x / xi*) prod (1 + x / xi_j)}, with xi_j the
 * distances to the past points in units of the step and xi* chosen so that l[1] is that of the even
 * grid (Jackson and Sacks-Davis 1980, ACM TOMS 6, 295). The error constants are those of Byrne and
 * Hindmarsh 1975, ACM TOMS 1, 71, as used by VODE (Brown, Byrne and Hindmarsh 1989, SIAM J. Sci.
 * Stat. Comput. 10, 1038) and CVODE (Cohen and Hindmarsh 1996, Computers in Physics 10, 138).
 */
final class BdfCoefficients {
  /** -(1 + 1/2 + ... + 1/q) at index q. */
  private static final double[] ALPHA = new double[BdfIntegrator.MAX_ORDER + 2];

  /** The same of one order less, rounded as the sum. */
  private static final double[] ALPHA_BELOW = new double[BdfIntegrator.MAX_ORDER + 2];

  static {
    for (int q = 1; q < ALPHA.length; q++) {
      ALPHA[q] = ALPHA[q - 1] - 1.0 / q;
      ALPHA_BELOW[q] = ALPHA[q] + 1.0 / q;
    }
  }

  /** Coefficients of the correction; entries 0 to order. */
  final double[] l = new double[BdfIntegrator.MAX_ORDER + 2];

  /** Forgets everything. */
  void reset() {
    Arrays.fill(l, 0);
    error = 0;
    errorBelow = 0;
    errorAbove = 0;
    derivative = 0;
  }

  /** Local error of this order, per correction. */
  double error;

  /** Local error of one order less, per last entry of the Nordsieck array. */
  double errorBelow;

  /** Local error of one order more, per difference of corrections. */
  double errorAbove;

  /** Scale between the correction and the derivative of order q + 1. */
  double derivative;

  /**
   * Computes the coefficients.
   *
   * @param q order
   * @param h step
   * @param past lengths of the past steps, newest at index 1
   * @param orderChangeNear whether the constants of the neighbouring orders are wanted
   */
  void compute(int q, double h, double[] past, boolean orderChangeNear) {
    l[0] = 1;
    l[1] = 1;
    for (int i = 2; i <= q; i++) {
      l[i] = 0;
    }
    double alpha = ALPHA[q];
    double alphaHat = -1;
    double inverseXi = 1;
    double inverseXiStar = 1;
    double distance = h;
    if (q > 1) {
      for (int j = 2; j < q; j++) {
        distance += past[j - 1];
        inverseXi = h / distance;
        multiplyByRoot(j, inverseXi);
      }
      inverseXiStar = -l[1] - alpha;
      distance += past[q - 1];
      inverseXi = h / distance;
      alphaHat = -l[1] - inverseXi;
      multiplyByRoot(q, inverseXiStar);
    }
    double spread = 1 - alphaHat + alpha;
    double scale = 1 + q * spread;
    error = Math.abs(spread / (alpha * scale));
    derivative = Math.abs(scale * inverseXiStar / (l[q] * inverseXi));
    if (orderChangeNear) {
      neighbours(q, h / (distance + past[q]), alpha, alphaHat, inverseXi, inverseXiStar, scale);
    }
  }

  private void neighbours(
      int q,
      double inverseXiNext,
      double alpha,
      double alphaHat,
      double inverseXi,
      double inverseXiStar,
      double scale) {
    if (q > 1) {
      double alphaBelow = ALPHA_BELOW[q];
      double spreadBelow = 1 - (alphaHat + inverseXi) + alphaBelow;
      errorBelow = Math.abs(inverseXiStar / l[q] * spreadBelow / alphaBelow);
    } else {
      errorBelow = 1;
    }
    double alphaAbove = ALPHA[q + 1];
    double spreadAbove = 1 - (alphaHat - inverseXiNext) + alphaAbove;
    errorAbove = Math.abs(spreadAbove / scale / (inverseXiNext * (q + 2) * alphaAbove));
  }

  /** Multiplies the polynomial by (1 + x inverseRoot); it then has the given degree. */
  private void multiplyByRoot(int degree, double inverseRoot) {
    for (int i = degree; i >= 1; i--) {
      l[i] += l[i - 1] * inverseRoot;
    }
  }
}
