package dev.perfusion.engine.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.ode.SparsityPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The factorisation as generated code: keeps the contract, and gives the numbers of the loops. */
class GeneratedLuTest extends LinearSolverContract {
  @Override
  LinearSolver solverFor(SparsityPattern pattern) {
    SymbolicLu symbolic = SymbolicLu.analyse(pattern);
    symbolic.generateCode();
    assertThat(symbolic.code()).isNotNull();
    return symbolic.numeric();
  }

  /** 700 unknowns fill several methods. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 120, 700})
  void givesTheNumbersOfTheLoopsToTheLastBit(int n) {
    TestMatrix matrix = TestMatrix.random(n, 3, n);
    SymbolicLu symbolic = SymbolicLu.analyse(matrix.pattern());
    NumericLu loops = symbolic.numeric();
    symbolic.generateCode();
    NumericLu code = symbolic.numeric();
    for (int round = 0; round < 2; round++) {
      double[] values = matrix.values().clone();
      values[0] += round;
      assertThat(code.factorise(values)).isEqualTo(loops.factorise(values)).isTrue();
      double[] expected = new double[n];
      for (int i = 0; i < n; i++) {
        expected[i] = Math.sin(i + round);
      }
      double[] found = expected.clone();
      loops.solve(expected);
      code.solve(found);
      assertThat(found).containsExactly(expected);
    }
  }

  @Test
  void pivotsWhereTheLoopsDo() {
    TestMatrix bad = TestMatrix.of(new double[][] {{1e-20, 1}, {1, 1}});
    NumericLu lu = (NumericLu) solverFor(bad.pattern());
    assertThat(lu.factorise(bad.values())).isTrue();
    assertThat(lu.pivoting()).isTrue();
    double[] nan = bad.values().clone();
    nan[0] = Double.NaN;
    assertThat(lu.factorise(nan)).isFalse();
  }

  @Test
  void aVeryLargeFactorStaysWithTheLoops() {
    SymbolicLu small = SymbolicLu.analyse(tridiagonal(1_000));
    small.generateCode();
    assertThat(small.code()).isNotNull();
    SymbolicLu large = SymbolicLu.analyse(tridiagonal(15_000));
    large.generateCode();
    assertThat(large.code()).isNull();
  }

  private static SparsityPattern tridiagonal(int n) {
    int[] start = new int[n + 1];
    int[] column = new int[3 * n - 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
        column[count++] = j;
      }
      start[i + 1] = count;
    }
    return new SparsityPattern(n, start, column);
  }

  @Test
  void aHubThatWouldFillAMethodStaysWithTheLoops() {
    SymbolicLu symbolic = SymbolicLu.analyse(TestMatrix.arrow(1000, 0).pattern());
    symbolic.generateCode();
    assertThat(symbolic.code()).isNull();
  }
}
