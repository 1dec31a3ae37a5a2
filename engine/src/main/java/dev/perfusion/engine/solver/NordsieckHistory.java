package dev.perfusion.engine.solver;

import java.util.Arrays;

/**
 * The interpolating polynomial of the last step as scaled derivatives: row k is {@code h^k y^(k) /
 * k!} at the end of the step.
 *
 * <p>A change of the step and a failed attempt leave the rows alone: the powers of the step ratio
 * enter the prediction and the update, so nothing is ever rescaled or restored. Each loop stores to
 * one array only, the form the JIT compiler turns into vector code.
 */
final class NordsieckHistory {
  private static final double[][] BINOMIAL = {
    {1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}
  };

  private final int n;
  private final double[][] z;
  private final double[] ratioPower = new double[BdfIntegrator.MAX_ORDER + 1];
  private final double[] shift = new double[BdfIntegrator.MAX_ORDER + 2];

  /** Lengths of the past steps, newest at index 1. */
  final double[] past = new double[BdfIntegrator.MAX_ORDER + 2];

  private int order;
  private double scale;

  NordsieckHistory(int n) {
    this.n = n;
    z = new double[BdfIntegrator.MAX_ORDER + 1][n];
  }

  /** Forgets everything. */
  void reset() {
    for (double[] one : z) {
      Arrays.fill(one, 0);
    }
    Arrays.fill(ratioPower, 0);
    Arrays.fill(shift, 0);
    Arrays.fill(past, 0);
    order = 0;
    scale = 0;
  }

  int order() {
    return order;
  }

  /** The state at the end of the last step; not a copy. */
  double[] state() {
    return z[0];
  }

  /** Row k; not a copy. */
  double[] row(int k) {
    return z[k];
  }

  /** Begins at the given state with no past. */
  void setState(double[] y) {
    System.arraycopy(y, 0, z[0], 0, n);
    order = 0;
    scale = 1;
  }

  /** Makes the history a straight line with the given slope. */
  void setSlope(double[] dydt, double h) {
    double[] z1 = z[1];
    for (int i = 0; i < n; i++) {
      z1[i] = h * dydt[i];
    }
    order = 1;
    scale = h;
  }

  /** Extrapolates over h: the state into y, h times its derivative into slope. */
  void predict(double h, double[] y, double[] slope) {
    double r = h / scale;
    double c = 1;
    for (int k = 0; k <= order; k++) {
      ratioPower[k] = c;
      c *= r;
    }
    double[] z0 = z[0];
    double[] z1 = z[1];
    double[] z2 = z[2];
    double[] z3 = z[3];
    double[] z4 = z[4];
    double[] z5 = z[5];
    double c1 = ratioPower[1];
    double c2 = ratioPower[2];
    double c3 = ratioPower[3];
    double c4 = ratioPower[4];
    double c5 = ratioPower[5];
    switch (order) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + c1 * z1[i];
        }
        for (int i = 0; i < n; i++) {
          slope[i] = c1 * z1[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + (c1 * z1[i] + c2 * z2[i]);
        }
        double d2 = 2 * c2;
        for (int i = 0; i < n; i++) {
          slope[i] = c1 * z1[i] + d2 * z2[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + (c1 * z1[i] + (c2 * z2[i] + c3 * z3[i]));
        }
        double d2 = 2 * c2;
        double d3 = 3 * c3;
        for (int i = 0; i < n; i++) {
          slope[i] = c1 * z1[i] + (d2 * z2[i] + d3 * z3[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + (c1 * z1[i] + (c2 * z2[i] + (c3 * z3[i] + c4 * z4[i])));
        }
        double d2 = 2 * c2;
        double d3 = 3 * c3;
        double d4 = 4 * c4;
        for (int i = 0; i < n; i++) {
          slope[i] = c1 * z1[i] + (d2 * z2[i] + (d3 * z3[i] + d4 * z4[i]));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + (c1 * z1[i] + (c2 * z2[i] + (c3 * z3[i] + (c4 * z4[i] + c5 * z5[i]))));
        }
        double d2 = 2 * c2;
        double d3 = 3 * c3;
        double d4 = 4 * c4;
        double d5 = 5 * c5;
        for (int i = 0; i < n; i++) {
          slope[i] = c1 * z1[i] + (d2 * z2[i] + (d3 * z3[i] + (d4 * z4[i] + d5 * z5[i])));
        }
      }
    }
  }

  /**
   * Accepts the step last predicted.
   *
   * @param h its length
   * @param y predicted state
   * @param slope predicted h y'
   * @param l coefficients of the correction
   * @param correction by how much the state differs from the prediction
   */
  void accept(double h, double[] y, double[] slope, double[] l, double[] correction) {
    double[] z0 = z[0];
    for (int i = 0; i < n; i++) {
      z0[i] = y[i] + correction[i];
    }
    double[] z1 = z[1];
    double l1 = l[1];
    for (int i = 0; i < n; i++) {
      z1[i] = slope[i] + l1 * correction[i];
    }
    for (int k = 2; k <= order; k++) {
      acceptRow(k, l[k], correction);
    }
    for (int k = order; k >= 2; k--) {
      past[k] = past[k - 1];
    }
    if (order == 1) {
      past[2] = past[1];
    }
    past[1] = h;
    scale = h;
  }

  // Row k depends on old rows k and above only, so rows are updated in place from low to high.
  private void acceptRow(int k, double lk, double[] correction) {
    double[] target = z[k];
    double a = ratioPower[k];
    switch (order - k) {
      case 0 -> {
        for (int i = 0; i < n; i++) {
          target[i] = a * target[i] + lk * correction[i];
        }
      }
      case 1 -> {
        double[] z1 = z[k + 1];
        double b1 = coefficient(k + 1, k);
        for (int i = 0; i < n; i++) {
          target[i] = (a * target[i] + b1 * z1[i]) + lk * correction[i];
        }
      }
      case 2 -> {
        double[] z1 = z[k + 1];
        double[] z2 = z[k + 2];
        double b1 = coefficient(k + 1, k);
        double b2 = coefficient(k + 2, k);
        for (int i = 0; i < n; i++) {
          target[i] = (a * target[i] + (b1 * z1[i] + b2 * z2[i])) + lk * correction[i];
        }
      }
      default -> {
        double[] z1 = z[k + 1];
        double[] z2 = z[k + 2];
        double[] z3 = z[k + 3];
        double b1 = coefficient(k + 1, k);
        double b2 = coefficient(k + 2, k);
        double b3 = coefficient(k + 3, k);
        for (int i = 0; i < n; i++) {
          target[i] =
              (a * target[i] + (b1 * z1[i] + (b2 * z2[i] + b3 * z3[i]))) + lk * correction[i];
        }
      }
    }
  }

  private double coefficient(int from, int to) {
    return BINOMIAL[from][to] * ratioPower[from];
  }

  /**
   * Raises the order by one: the new row comes from the last correction, and the others change so
   * that the polynomial still meets the past points (Jackson and Sacks-Davis 1980).
   */
  void raiseOrder(double[] lastCorrection) {
    Arrays.fill(shift, 0);
    shift[2] = 1;
    double alpha0 = -1;
    double alpha1 = 1;
    double product = 1;
    double previousXi = 1;
    double distance = scale;
    for (int j = 1; j < order; j++) {
      distance += past[j + 1];
      double xi = distance / scale;
      product *= xi;
      alpha0 -= 1.0 / (j + 1);
      alpha1 += 1 / xi;
      for (int i = j + 2; i >= 2; i--) {
        shift[i] = shift[i] * previousXi + shift[i - 1];
      }
      previousXi = xi;
    }
    double factor = (-alpha0 - alpha1) / product;
    order++;
    double[] top = z[order];
    for (int i = 0; i < n; i++) {
      top[i] = factor * lastCorrection[i];
    }
    for (int k = 2; k < order; k++) {
      addMultiple(z[k], shift[k], top);
    }
  }

  /** Lowers the order by one so that the polynomial still meets the newer past points. */
  void lowerOrder() {
    Arrays.fill(shift, 0);
    shift[2] = 1;
    double distance = 0;
    for (int j = 1; j <= order - 2; j++) {
      distance += past[j];
      double xi = distance / scale;
      for (int i = j + 2; i >= 2; i--) {
        shift[i] = shift[i] * xi + shift[i - 1];
      }
    }
    double[] top = z[order];
    for (int k = 2; k < order; k++) {
      addMultiple(z[k], -shift[k], top);
    }
    order--;
  }

  private void addMultiple(double[] target, double factor, double[] source) {
    for (int i = 0; i < n; i++) {
      target[i] += factor * source[i];
    }
  }

  /**
   * Evaluates the polynomial.
   *
   * @param offset time from the end of the last step, not positive
   */
  void interpolate(double offset, double[] y) {
    if (offset == 0 || order == 0) {
      System.arraycopy(z[0], 0, y, 0, n);
      return;
    }
    double s = offset / scale;
    double[] z0 = z[0];
    double[] z1 = z[1];
    double[] z2 = z[2];
    double[] z3 = z[3];
    double[] z4 = z[4];
    double[] z5 = z[5];
    switch (order) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + s * z1[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + s * (z1[i] + s * z2[i]);
        }
      }
      case 3 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + s * (z1[i] + s * (z2[i] + s * z3[i]));
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + s * (z1[i] + s * (z2[i] + s * (z3[i] + s * z4[i])));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          y[i] = z0[i] + s * (z1[i] + s * (z2[i] + s * (z3[i] + s * (z4[i] + s * z5[i]))));
        }
      }
    }
  }
}
