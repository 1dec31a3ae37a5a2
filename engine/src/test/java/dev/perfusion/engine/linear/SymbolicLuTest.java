package dev.perfusion.engine.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perfusion.engine.ode.SparsityPattern;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SymbolicLuTest {
  @Test
  void anArrowFillsNothingWhenItsHubComesLast() {
    TestMatrix arrow = TestMatrix.arrow(100, 0);
    SymbolicLu symbolic = SymbolicLu.analyse(arrow.pattern());
    assertThat(symbolic.factorNonZeros()).isEqualTo(3 * 100 - 2);
    // The hub ties with the very last leaf: one of the two ends the order.
    assertThat(symbolic.order()[98] == 0 || symbolic.order()[99] == 0).isTrue();
  }

  @Test
  void aTreeOfCompartmentsFillsNothing() {
    TestMatrix tree = new TestMatrix(127);
    for (int i = 1; i < 127; i++) {
      tree.set(i, (i - 1) / 2, 1);
      tree.set((i - 1) / 2, i, 1);
    }
    SymbolicLu symbolic = SymbolicLu.analyse(tree.pattern());
    assertThat(symbolic.factorNonZeros()).isEqualTo(tree.pattern().nonZeros());
  }

  @Test
  void aOneWayChainWithFeedbackUsesTheUnsymmetricPattern() {
    // Cyclic: each row has its diagonal and its predecessor. One fill column, not two.
    TestMatrix cycle = new TestMatrix(50);
    for (int i = 0; i < 50; i++) {
      cycle.set(i, (i + 49) % 50, 1);
    }
    SymbolicLu symbolic = SymbolicLu.analyse(cycle.pattern());
    assertThat(symbolic.factorNonZeros()).isLessThanOrEqualTo(100 + 48);
  }

  @Test
  void renumberingByTheOrderGivesTheIdentity() {
    TestMatrix matrix = TestMatrix.random(80, 2, 9);
    int[] order = SymbolicLu.analyse(matrix.pattern()).order();
    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 80).toArray());
    TestMatrix renumbered = new TestMatrix(80);
    for (int i = 0; i < 80; i++) {
      for (int j = 0; j < 80; j++) {
        if (matrix.get(order[i], order[j]) != 0) {
          renumbered.set(i, j, 1);
        }
      }
    }
    assertThat(SymbolicLu.analyse(renumbered.pattern()).order())
        .containsExactly(IntStream.range(0, 80).toArray());
  }

  @Test
  void theIterationMatrixGetsItsDiagonal() {
    SparsityPattern jacobian =
        new SparsityPattern(4, new int[] {0, 1, 3, 3, 4}, new int[] {2, 0, 3, 1});
    SparsityPattern union = SymbolicLu.ofIterationMatrix(jacobian).pattern();
    assertThat(union.rowStart()).containsExactly(0, 2, 5, 6, 8);
    assertThat(union.column()).containsExactly(0, 2, 0, 1, 3, 2, 1, 3);
  }

  @Test
  void saysWhichRowIsWrong() {
    SparsityPattern noDiagonal = new SparsityPattern(2, new int[] {0, 1, 2}, new int[] {0, 0});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SymbolicLu.analyse(noDiagonal))
        .withMessageContaining("row 1");
    SparsityPattern unordered = new SparsityPattern(2, new int[] {0, 2, 3}, new int[] {1, 0, 1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SymbolicLu.analyse(unordered))
        .withMessageContaining("row 0");
  }

  @Test
  void analysesTwentyThousandCompartmentsAroundAHubInWellUnderASecondEach() {
    // Quadratic work would be 4e8 scans of the hub's row; the limit leaves a wide margin for noise.
    SparsityPattern pattern = organsAroundBlood(20_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(SymbolicLu.analyse(pattern).factorNonZeros())
                .isLessThan(3 * pattern.nonZeros()));
  }

  /** Chains of ten compartments, both ends tied to state 0. */
  private static SparsityPattern organsAroundBlood(int n) {
    int[] start = new int[n + 1];
    IntStream.Builder columns = IntStream.builder();
    int count = 0;
    for (int i = 0; i < n; i++) {
      TreeSet<Integer> row = new TreeSet<>();
      row.add(i);
      if (i == 0) {
        IntStream.range(1, n).filter(j -> j % 10 == 1 || j % 10 == 0).forEach(row::add);
      } else {
        row.add(i % 10 == 1 ? 0 : i - 1);
        row.add(i % 10 == 0 || i == n - 1 ? 0 : i + 1);
      }
      for (int j : row) {
        columns.add(j);
        count++;
      }
      start[i + 1] = count;
    }
    return new SparsityPattern(n, start, columns.build().toArray());
  }
}
