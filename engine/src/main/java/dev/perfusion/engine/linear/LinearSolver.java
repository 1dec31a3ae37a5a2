package dev.perfusion.engine.linear;

/**
 * Solves {@code A x = b} for a sequence of matrices of one pattern. An instance belongs to one run
 * and is not thread-safe.
 */
public interface LinearSolver {
  /** Rows and columns of the matrix. */
  int size();

  /**
   * Factorises the matrix. The values are not kept.
   *
   * @param values entries in the order of the pattern the solver was made for
   * @return false when the matrix is singular to working precision or holds a non-finite entry;
   *     then {@link #solve} must not be called
   */
  boolean factorise(double[] values);

  /**
   * Replaces {@code b} by the solution with the last factorised matrix.
   *
   * @param b length {@link #size()}
   */
  void solve(double[] b);
}
