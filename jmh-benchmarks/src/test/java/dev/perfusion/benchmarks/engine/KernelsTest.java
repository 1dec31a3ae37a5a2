package dev.perfusion.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.ode.SparsityPattern;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static Kernels tape;
  private static Kernels generated;

  @BeforeAll
  static void compile() throws IOException {
    Model demo = ModelFile.of(ModelFile.DEMO).read();
    tape = new Kernels(demo, Tier.TAPE);
    generated = new Kernels(demo, Tier.GENERATED);
  }

  @Test
  void tiersAreWhatTheySay() {
    assertThat(tape.compiled().generated()).isFalse();
    assertThat(generated.compiled().generated()).isTrue();
  }

  @Test
  void bothTiersGiveTheSameNumbers() {
    assertThat(generated.rhs()).isEqualTo(tape.rhs());
    assertThat(generated.jacobian()).isEqualTo(tape.jacobian());
    assertThat(generated.outputs()).isEqualTo(tape.outputs());
    assertThat(generated.factorise()).isTrue();
    assertThat(tape.factorise()).isTrue();
    assertThat(generated.solve()).isEqualTo(tape.solve());
  }

  @Test
  void thePointIsOnATrajectory() {
    assertThat(Arrays.stream(tape.rhs()).allMatch(Double::isFinite)).isTrue();
    assertThat(Arrays.stream(tape.rhs()).anyMatch(slope -> slope != 0)).isTrue();
    assertThat(Arrays.stream(tape.outputs()).anyMatch(value -> value > 0)).isTrue();
    assertThat(Arrays.stream(tape.jacobian()).anyMatch(value -> value != 0)).isTrue();
  }

  @Test
  void solutionFitsTheMatrix() {
    double[] x = tape.solve().clone();
    SparsityPattern pattern = tape.symbolic().pattern();
    double[] matrix = tape.matrix();
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      double scale = Math.abs(tape.rightHandSide()[i]);
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        sum += matrix[e] * x[pattern.column()[e]];
        scale = Math.max(scale, Math.abs(matrix[e] * x[pattern.column()[e]]));
      }
      assertThat(sum).isCloseTo(tape.rightHandSide()[i], within(1e-12 * scale));
    }
  }
}
