package dev.perfusion.engine.solver;

import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.ode.SparsityPattern;
import java.util.stream.IntStream;

/** The matrix {@code I - gamma J} of the Newton iteration, from a saved Jacobian J. */
final class IterationMatrix {
  private final double[] jacobian;
  private final double[] matrix;
  private final int[] target;
  private final int[] diagonal;
  private final SparsityPattern pattern;

  /**
   * @throws IllegalArgumentException when the analysed pattern lacks an entry of the Jacobian
   */
  IterationMatrix(SparsityPattern pattern, SymbolicLu symbolic) {
    this.pattern = pattern;
    SparsityPattern union = symbolic.pattern();
    if (union.size() != pattern.size()) {
      throw new IllegalArgumentException(
          "analysis is for " + union.size() + " states, the system has " + pattern.size());
    }
    jacobian = new double[pattern.nonZeros()];
    matrix = new double[union.nonZeros()];
    target = new int[jacobian.length];
    diagonal = new int[pattern.size()];
    for (int i = 0; i < pattern.size(); i++) {
      int place = union.rowStart()[i];
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        place = find(union, i, place, pattern.column()[e]);
        target[e] = place;
      }
      diagonal[i] = find(union, i, union.rowStart()[i], i);
    }
  }

  private static int find(SparsityPattern union, int row, int from, int column) {
    int place = from;
    while (place < union.rowStart()[row + 1] && union.column()[place] != column) {
      place++;
    }
    if (place == union.rowStart()[row + 1]) {
      throw new IllegalArgumentException(
          "analysed pattern lacks entry (" + row + ", " + column + ") of the Jacobian");
    }
    return place;
  }

  void evaluateJacobian(OdeSystem system, double t, double[] y) {
    system.jacobian(t, y, jacobian);
  }

  /** The entries of {@code I - gamma J} in the order of the analysed pattern; reused array. */
  double[] values(double gamma) {
    double[] m = matrix;
    for (int d : diagonal) {
      m[d] = 0;
    }
    for (int e = 0; e < target.length; e++) {
      m[target[e]] = -gamma * jacobian[e];
    }
    for (int d : diagonal) {
      m[d] += 1;
    }
    return m;
  }

  /** Rows of the Jacobian that hold a non-finite entry, at most the given number. */
  int[] nonFiniteRows(int limit) {
    return IntStream.range(0, diagonal.length).filter(this::hasNonFinite).limit(limit).toArray();
  }

  private boolean hasNonFinite(int row) {
    for (int e = pattern.rowStart()[row]; e < pattern.rowStart()[row + 1]; e++) {
      if (!Double.isFinite(jacobian[e])) {
        return true;
      }
    }
    return false;
  }
}
