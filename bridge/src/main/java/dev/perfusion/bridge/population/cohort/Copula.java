package dev.perfusion.bridge.population.cohort;

import dev.perfusion.bridge.population.cohort.Workload.Correlation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Gaussian copula: makes independent uniform numbers correlated and leaves each of them uniform.
 */
final class Copula {
  private final int[] members;
  private final double[][] lower;
  private final double[] normal;

  private Copula(int[] members, double[][] lower) {
    this.members = members;
    this.lower = lower;
    normal = new double[members.length];
  }

  /** A copula of its own for another thread. */
  Copula another() {
    return new Copula(members, lower);
  }

  /**
   * Makes a copula.
   *
   * @return null when the correlations cannot hold together
   */
  static Copula of(List<Correlation> correlations) {
    int[] members =
        correlations.stream()
            .flatMapToInt(c -> IntStream.of(c.a(), c.b()))
            .distinct()
            .sorted()
            .toArray();
    int n = members.length;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      matrix[i][i] = 1;
    }
    for (Correlation c : correlations) {
      int a = Arrays.binarySearch(members, c.a());
      int b = Arrays.binarySearch(members, c.b());
      matrix[a][b] = c.rho();
      matrix[b][a] = c.rho();
    }
    double[][] lower = new double[n][];
    for (int i = 0; i < n; i++) {
      lower[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        if (i == j && !(rest > 1e-10)) {
          return null;
        }
        lower[i][j] = i == j ? StrictMath.sqrt(rest) : rest / lower[j][j];
      }
    }
    return new Copula(members, lower);
  }

  /**
   * Correlates.
   *
   * @param u one uniform number per parameter of level subject; changed in place
   */
  void apply(double[] u) {
    for (int i = 0; i < members.length; i++) {
      normal[i] = Distribution.STANDARD.inverseCumulativeProbability(u[members[i]]);
    }
    for (int i = 0; i < members.length; i++) {
      double sum = 0;
      for (int k = 0; k <= i; k++) {
        sum += lower[i][k] * normal[k];
      }
      double p = Distribution.STANDARD.cumulativeProbability(sum);
      u[members[i]] = Math.min(1 - 0x1p-53, Math.max(Double.MIN_NORMAL, p));
    }
  }
}
