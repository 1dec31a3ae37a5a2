package dev.perfusion.engine.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.ode.SparsityPattern;
import org.junit.jupiter.api.Test;

class NumericLuTest extends LinearSolverContract {
  @Override
  LinearSolver solverFor(SparsityPattern pattern) {
    return SymbolicLu.analyse(pattern).numeric();
  }

  @Test
  void keepsTheStaticPivotsOfADominantMatrix() {
    TestMatrix matrix = TestMatrix.random(50, 3, 1);
    NumericLu lu = SymbolicLu.analyse(matrix.pattern()).numeric();
    assertThat(lu.factorise(matrix.values())).isTrue();
    assertThat(lu.pivoting()).isFalse();
  }

  @Test
  void pivotsOnlyWhereItMustAndThenGoesBack() {
    TestMatrix bad = TestMatrix.of(new double[][] {{1e-20, 1}, {1, 1}});
    TestMatrix good = TestMatrix.of(new double[][] {{2, 1}, {1, 2}});
    NumericLu lu = SymbolicLu.analyse(good.pattern()).numeric();
    assertThat(lu.factorise(bad.values())).isTrue();
    assertThat(lu.pivoting()).isTrue();
    assertThat(lu.factorise(good.values())).isTrue();
    assertThat(lu.pivoting()).isFalse();
    double[] b = {3, 3};
    lu.solve(b);
    assertThat(b)
        .containsExactly(new double[] {1, 1}, org.assertj.core.api.Assertions.within(1e-15));
  }
}
