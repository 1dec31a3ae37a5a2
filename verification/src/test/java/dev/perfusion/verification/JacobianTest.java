package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.engine.ode.SparsityPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The symbolic Jacobian against finite differences at 20 points of each trajectory. Each state is
 * moved by up to 1 %: differences of order 4, with smaller steps where the function bends. An entry
 * that jumps between the two sides of the point lies next to a conditional or the kink of a table;
 * those are counted, not compared.
 */
class JacobianTest {
  private static final int POINTS = 20;
  private static final double ACCURACY = 1e-5;
  private static final double ROUNDING = 8 * Math.ulp(1.0);
  private static final double[] STEPS = {5e-3, 1e-3, 1e-4, 1e-5};

  private static final Map<String, Counts> counts = new TreeMap<>();

  private static final class Counts {
    int compared;
    int kinks;
    int atZero;
    double worst;
  }

  static Stream<String> models() {
    List<String> models = new ArrayList<>();
    SharedFolder.files("models/simmodel", ".xml")
        .forEach(f -> models.add("simmodel/" + f.getFileName()));
    SharedFolder.files("models/pkml", ".pkml").forEach(f -> models.add("pkml/" + f.getFileName()));
    models.removeIf(name -> name.contains("not_a_simulation"));
    return models.isEmpty() ? Stream.of("models-missing") : models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void equalsFiniteDifferences(String file) {
    Simulation simulation = Simulation.load(SharedFolder.required("models/" + file));
    Trajectory trajectory;
    try {
      trajectory = new Trajectory(simulation);
    } catch (SimulationFailedException e) {
      // a model that is refused, for a negative value say, has no trajectory
      assertThat(e.getMessage()).containsAnyOf("negative", "MxStep");
      counts.put(file, new Counts());
      return;
    }
    Counts count = new Counts();
    List<String> wrong = new ArrayList<>();
    trajectory.visit(POINTS, (y, t) -> compare(trajectory, t, y, count, wrong));
    counts.put(file, count);
    assertThat(wrong.size()).as(() -> wrong.stream().limit(5).toList().toString()).isZero();
  }

  private static double[][] dense(ModelOde ode, double t, double[] y) {
    SparsityPattern pattern = ode.jacobianPattern();
    double[] entries = new double[pattern.nonZeros()];
    ode.jacobian(t, y, entries);
    double[][] matrix = new double[pattern.size()][pattern.size()];
    for (int i = 0; i < pattern.size(); i++) {
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        matrix[i][pattern.column()[e]] = entries[e];
      }
    }
    return matrix;
  }

  private static void compare(
      Trajectory trajectory, double t, double[] y, Counts count, List<String> wrong) {
    ModelOde ode = trajectory.ode();
    int n = y.length;
    double[][] jacobian = dense(ode, t, y);
    double[] terms = new double[n];
    ode.rhs(t, y, terms);
    for (int i = 0; i < n; i++) {
      terms[i] = Math.abs(terms[i]);
      for (int k = 0; k < n; k++) {
        terms[i] += Math.abs(jacobian[i][k] * y[k]);
      }
    }
    for (int j = 0; j < n; j++) {
      if (y[j] == 0) {
        count.atZero++;
        continue;
      }
      boolean[] done = new boolean[n];
      double[] smallest = new double[n];
      java.util.Arrays.fill(smallest, Double.POSITIVE_INFINITY);
      for (double relative : STEPS) {
        double h = relative * Math.abs(y[j]);
        double[] difference = difference(ode, t, y, j, h);
        for (int i = 0; i < n; i++) {
          if (!done[i]) {
            double exact = jacobian[i][j];
            double size = Math.max(Math.abs(exact), Math.abs(difference[i]));
            double noise = ROUNDING * (terms[i] + Math.abs(exact * y[j])) / h;
            double error = Math.abs(difference[i] - exact);
            done[i] = error <= ACCURACY * size + noise;
            smallest[i] = Math.min(smallest[i], size == 0 ? 0 : (error - noise) / size);
          }
        }
      }
      double[][] left = null;
      double[][] right = null;
      for (int i = 0; i < n; i++) {
        if (done[i]) {
          count.compared++;
          count.worst = Math.max(count.worst, smallest[i]);
          continue;
        }
        if (left == null) {
          left = dense(ode, t, moved(y, j, -1e-5));
          right = dense(ode, t, moved(y, j, 1e-5));
        }
        double jump = Math.abs(left[i][j] - right[i][j]);
        if (jump > 1e-3 * Math.max(Math.abs(left[i][j]), Math.abs(right[i][j]))) {
          count.kinks++;
        } else {
          wrong.add(
              "d(%s)/d(%s) at t = %s: %s, off by %s"
                  .formatted(
                      trajectory.compiled().states().get(i).path(),
                      trajectory.compiled().states().get(j).path(),
                      t,
                      jacobian[i][j],
                      smallest[i]));
        }
      }
    }
  }

  private static double[] moved(double[] y, int j, double relative) {
    double[] moved = y.clone();
    moved[j] += relative * Math.abs(y[j]);
    return moved;
  }

  private static double[] difference(ModelOde ode, double t, double[] y, int j, double h) {
    int n = y.length;
    double[] sum = new double[n];
    double[] f = new double[n];
    double[] at = y.clone();
    double[] weights = {1, -8, 8, -1};
    double[] shifts = {-2, -1, 1, 2};
    for (int k = 0; k < 4; k++) {
      at[j] = y[j] + shifts[k] * h;
      ode.rhs(t, at, f);
      for (int i = 0; i < n; i++) {
        sum[i] += weights[k] * f[i];
      }
    }
    for (int i = 0; i < n; i++) {
      sum[i] /= 12 * h;
    }
    return sum;
  }

  @AfterAll
  static void report() {
    if (counts.isEmpty()) {
      return;
    }
    StringBuilder text =
        new StringBuilder(
            """
            Symbolic Jacobian against finite differences at 20 points of the trajectory, each state moved by up to 1 %%: relative difference at most 1e-5
            beyond rounding. Entries next to a conditional or a kink are counted, not compared; states at zero cannot be moved by a percentage.

            | model | entries compared | largest difference | next to a kink | states at zero |
            |---|---|---|---|---|
            """
                .formatted());
    counts.forEach(
        (model, c) ->
            text.append(
                "| %s | %d | %.1e | %d | %d |%n"
                    .formatted(model, c.compared, c.worst, c.kinks, c.atZero)));
    ParityReport.section("jacobian", "Jacobian", text.toString());
  }
}
