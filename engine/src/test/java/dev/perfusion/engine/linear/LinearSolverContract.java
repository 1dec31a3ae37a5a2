package dev.perfusion.engine.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every linear solver must do, checked against elimination in 60 digits. */
abstract class LinearSolverContract {
  /** Error relative to the largest term, for condition numbers up to about 1e3. */
  private static final double WELL_CONDITIONED = 1e-12;

  /** A pivot chosen after imperfect equilibration may cost a digit or two more. */
  private static final double SCALED_OVER_48_DECADES = 1e-11;

  abstract LinearSolver solverFor(SparsityPattern pattern);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 17, 60})
  void solvesRandomSparseSystems(int n) {
    for (int seed = 0; seed < 5; seed++) {
      check(TestMatrix.random(n, 3, seed), WELL_CONDITIONED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 13, 39})
  void solvesAnArrowWhereverItsHubIs(int hub) {
    check(TestMatrix.arrow(40, hub), WELL_CONDITIONED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void solvesPermutedSystemsWhoseDiagonalIsZero(long seed) {
    Random random = new Random(seed);
    int[] rows = IntStream.range(0, 30).map(i -> (i + 1) % 30).toArray();
    for (int i = 29; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = rows[i];
      rows[i] = rows[j];
      rows[j] = swap;
    }
    check(TestMatrix.random(30, 3, seed).permutedRows(rows), WELL_CONDITIONED);
  }

  @Test
  void solvesASystemWithAnEmptyDiagonal() {
    check(TestMatrix.of(new double[][] {{0, 1, 0}, {0, 0, 2}, {4, 0, 0}}), WELL_CONDITIONED);
    check(TestMatrix.of(new double[][] {{0, 1}, {1, 0}}), WELL_CONDITIONED);
  }

  @Test
  void isNotFooledByATinyPivot() {
    check(TestMatrix.of(new double[][] {{1e-20, 1}, {1, 1}}), WELL_CONDITIONED);
    check(TestMatrix.of(new double[][] {{1e-20, 1, 1}, {1, 0, 1}, {1, 1, 0}}), WELL_CONDITIONED);
    check(TestMatrix.of(new double[][] {{1e-13, 1, 0}, {1, 1, 3}, {0, 1, 1}}), WELL_CONDITIONED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rowAndColumnScalesFrom1e12DownTo1eMinus12DoNotMatter(long seed) {
    Random random = new Random(seed);
    double[] rows = random.doubles(25).map(u -> Math.pow(10, 24 * u - 12)).toArray();
    double[] columns = random.doubles(25).map(u -> Math.pow(10, 24 * u - 12)).toArray();
    TestMatrix matrix = TestMatrix.random(25, 3, seed).scaled(rows, columns);
    check(matrix, solverFor(matrix.pattern()), columns, SCALED_OVER_48_DECADES);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-6, 1, 1e6, 1e12})
  void solvesTheIterationMatrixOfAClosedStiffChain(double gamma) {
    // I - gamma J of x1 <-> x2 <-> ... with conserved mass: J is singular, the matrix is not.
    int n = 20;
    TestMatrix matrix = new TestMatrix(n);
    for (int i = 0; i < n; i++) {
      double leave = (i > 0 ? 1 : 0) + (i < n - 1 ? 3 : 0);
      matrix.set(i, i, 1 + gamma * leave);
      if (i > 0) {
        matrix.set(i, i - 1, -gamma * 3);
        matrix.set(i - 1, i, -gamma);
      }
    }
    // The condition number is that of the mass, about gamma.
    check(matrix, WELL_CONDITIONED * Math.max(1, gamma));
  }

  @Test
  void reportsSingularMatrices() {
    assertSingular(new double[][] {{0}});
    assertSingular(new double[][] {{1, 1}, {1, 1}});
    assertSingular(new double[][] {{1, 2, 3}, {0, 0, 0}, {4, 5, 6}});
    assertSingular(new double[][] {{1, 0, 3}, {2, 0, 1}, {4, 0, 6}});
    assertSingular(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    assertSingular(new double[][] {{0, 1, 0}, {0, 2, 0}, {1, 1, 1}});
  }

  @Test
  void reportsNonFiniteEntries() {
    assertSingular(new double[][] {{Double.NaN, 1}, {1, 1}});
    assertSingular(new double[][] {{2, Double.POSITIVE_INFINITY}, {1, 1}});
    assertSingular(new double[][] {{2, 1}, {Double.NEGATIVE_INFINITY, 1}});
  }

  @Test
  void worksAgainAfterASingularMatrix() {
    TestMatrix good = TestMatrix.random(10, 2, 3);
    LinearSolver solver = solverFor(good.pattern());
    double[] values = good.values();
    assertThat(solver.factorise(new double[values.length])).isFalse();
    double[] poisoned = values.clone();
    poisoned[3] = Double.NaN;
    assertThat(solver.factorise(poisoned)).isFalse();
    check(good, solver, WELL_CONDITIONED);
  }

  @Test
  void givesTheSameBitsForTheSameMatrix() {
    TestMatrix matrix = TestMatrix.random(40, 4, 11);
    double[] b = new Random(5).doubles(40).toArray();
    LinearSolver used = solverFor(matrix.pattern());
    used.factorise(TestMatrix.random(40, 4, 11).values());
    used.solve(b.clone());
    LinearSolver unused = solverFor(matrix.pattern());
    double[] first = b.clone();
    double[] second = b.clone();
    assertThat(used.factorise(matrix.values())).isTrue();
    assertThat(unused.factorise(matrix.values())).isTrue();
    used.solve(first);
    unused.solve(second);
    assertThat(first).containsExactly(second);
  }

  @Test
  void leavesTheValuesAlone() {
    TestMatrix matrix = TestMatrix.of(new double[][] {{0, 1}, {1, 0}});
    double[] values = matrix.values();
    solverFor(matrix.pattern()).factorise(values);
    assertThat(values).containsExactly(matrix.values());
  }

  @Test
  void anEmptySystemIsSolved() {
    LinearSolver solver = solverFor(new SparsityPattern(0, new int[1], new int[0]));
    assertThat(solver.size()).isZero();
    assertThat(solver.factorise(new double[0])).isTrue();
    solver.solve(new double[0]);
  }

  private void assertSingular(double[][] rows) {
    TestMatrix matrix = TestMatrix.of(rows);
    assertThat(solverFor(matrix.pattern()).factorise(matrix.values())).isFalse();
  }

  private void check(TestMatrix matrix, double tolerance) {
    check(matrix, solverFor(matrix.pattern()), tolerance);
  }

  private static void check(TestMatrix matrix, LinearSolver solver, double tolerance) {
    check(matrix, solver, DoubleStream.generate(() -> 1).limit(matrix.size()).toArray(), tolerance);
  }

  /** Errors are relative to the largest unknown, each times the scale of its column. */
  private static void check(
      TestMatrix matrix, LinearSolver solver, double[] columns, double tolerance) {
    int n = matrix.size();
    assertThat(solver.size()).isEqualTo(n);
    assertThat(solver.factorise(matrix.values())).isTrue();
    double[] b = new double[n];
    Random random = new Random(n);
    for (int j = 0; j < n; j++) {
      b[j] = (random.nextDouble() * 2 - 1) / columns[j];
    }
    b = matrix.times(b);
    double[] exact = matrix.solveExactly(b);
    solver.solve(b);
    double largest = 0;
    for (int j = 0; j < n; j++) {
      largest = Math.max(largest, Math.abs(exact[j]) * columns[j]);
    }
    for (int j = 0; j < n; j++) {
      double error = Math.abs(b[j] - exact[j]) * columns[j] / largest;
      assertThat(error).as("relative error of unknown %d", j).isLessThanOrEqualTo(tolerance);
    }
  }
}
