package dev.perfusion.engine.solver;

import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Arrays;

/** A system with known solution and an analytic sparse Jacobian. */
abstract class TestProblem implements OdeSystem {
  private final SparsityPattern pattern;

  /**
   * @param rows column indices of the Jacobian, row by row
   */
  TestProblem(int[]... rows) {
    int[] start = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      start[i + 1] = start[i] + rows[i].length;
    }
    pattern =
        new SparsityPattern(
            rows.length, start, Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray());
  }

  static int[] row(int... columns) {
    return columns;
  }

  @Override
  public final int size() {
    return pattern.size();
  }

  @Override
  public final SparsityPattern jacobianPattern() {
    return pattern;
  }

  /** State at t = 0. */
  abstract double[] initialState();

  /** Where the known solution ends. */
  abstract double end();

  /** Exact or reference state at a time for which it is known. */
  abstract double[] solution(double t);
}
