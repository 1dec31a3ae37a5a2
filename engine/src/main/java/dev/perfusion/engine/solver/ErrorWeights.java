package dev.perfusion.engine.solver;

/**
 * Weighted root-mean-square norm in which size 1 means "as large as the tolerance": component i is
 * divided by {@code relTol |y_i| + absTol}.
 */
final class ErrorWeights {
  private final double absTol;
  private final double relTol;
  private final double[] inverse;
  private final double[] scratch;

  ErrorWeights(int n, double absTol, double relTol) {
    this.absTol = absTol;
    this.relTol = relTol;
    inverse = new double[n];
    scratch = new double[n];
  }

  void update(double[] y) {
    double[] w = inverse;
    double rel = relTol;
    double abs = absTol;
    for (int i = 0; i < w.length; i++) {
      w[i] = 1 / (rel * Math.abs(y[i]) + abs);
    }
  }

  /** The reciprocal of the tolerance of component i. */
  double weight(int i) {
    return inverse[i];
  }

  /** Norm of v. Four partial sums in a fixed order: fast, and the same on every run. */
  double norm(double[] v) {
    double[] w = inverse;
    int n = w.length;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      double e0 = v[i] * w[i];
      double e1 = v[i + 1] * w[i + 1];
      double e2 = v[i + 2] * w[i + 2];
      double e3 = v[i + 3] * w[i + 3];
      s0 += e0 * e0;
      s1 += e1 * e1;
      s2 += e2 * e2;
      s3 += e3 * e3;
    }
    for (; i < n; i++) {
      double e = v[i] * w[i];
      s0 += e * e;
    }
    return Math.sqrt((s0 + s1 + (s2 + s3)) / n);
  }

  /** Norm of v with the larger of two states in the place of y. */
  double norm(double[] v, double[] before, double[] after) {
    double rel = relTol;
    double abs = absTol;
    double sum = 0;
    double[] e = scratch;
    for (int i = 0; i < e.length; i++) {
      double q = v[i] / (rel * Math.max(Math.abs(before[i]), Math.abs(after[i])) + abs);
      e[i] = q * q;
    }
    for (double q : e) {
      sum += q;
    }
    return Math.sqrt(sum / e.length);
  }

  /** Norm of {@code a - factor b}. */
  double normOfDifference(double[] a, double factor, double[] b) {
    double[] w = inverse;
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      double e = (a[i] - factor * b[i]) * w[i];
      sum += e * e;
    }
    return Math.sqrt(sum / w.length);
  }
}
