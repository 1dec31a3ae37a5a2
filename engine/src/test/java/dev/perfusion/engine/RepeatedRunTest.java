package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.engine.solver.SolverStatistics;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repeated run gives what a run of its own gives, whatever ran before. */
class RepeatedRunTest {
  private static final List<String> VARIED =
      List.of(DemoModel.INTRINSIC_CLEARANCE, DemoModel.WEIGHT, DemoModel.LIPOPHILICITY);
  private static final List<String> OUTPUTS =
      List.of(DemoModel.METABOLITE_PLASMA, DemoModel.PLASMA);
  private static final double[][] INDIVIDUALS = {
    {0.7, 73, 2}, {0.1, 100, 1}, {5, 50, 3.5}, {0.7, 73, 2}, {50, 40, 0.2}
  };

  private static Simulation simulation;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      simulation = Simulation.load(stream, DemoModel.FILE_NAME);
    }
    simulation.setBackgroundCode(false);
  }

  private static double[][] target(RepeatedRun run, int runs) {
    return new double[run.outputs().size()][runs * run.times().length];
  }

  private static void assertSame(double[] individual, double[][] found, int offset, long steps) {
    SimulationRun alone = simulation.newRun();
    for (int i = 0; i < VARIED.size(); i++) {
      alone.set(VARIED.get(i), individual[i]);
    }
    Results expected = alone.execute();
    assertThat(steps).isEqualTo(expected.statistics().steps());
    for (int k = 0; k < OUTPUTS.size(); k++) {
      String path = OUTPUTS.get(k);
      double[] values =
          expected.series().stream()
              .filter(s -> s.quantity().path().equals(path))
              .findFirst()
              .orElseThrow()
              .values();
      assertThat(Arrays.copyOfRange(found[k], offset, offset + values.length)).isEqualTo(values);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resultsAreThoseOfARunOfItsOwn(boolean generated) {
    RepeatedRun run = simulation.newRun().repeated(VARIED, OUTPUTS);
    if (generated) {
      run.generateCode();
    }
    assertThat(run.outputs().stream().map(QuantityInfo::path)).containsExactlyElementsOf(OUTPUTS);
    int length = run.times().length;
    double[][] target = target(run, INDIVIDUALS.length);
    for (int i = 0; i < INDIVIDUALS.length; i++) {
      SolverStatistics statistics =
          run.execute(INDIVIDUALS[i], RunControl.NONE, target, i * length);
      assertSame(INDIVIDUALS[i], target, i * length, statistics.steps());
    }
  }

  @Test
  void whatWasStoppedOrFailedLeavesNothingBehind() {
    RepeatedRun run = simulation.newRun().repeated(VARIED, OUTPUTS);
    double[][] target = target(run, 1);
    assertThatThrownBy(() -> run.execute(INDIVIDUALS[1], (time, end) -> time < end / 2, target, 0))
        .isInstanceOf(SimulationStoppedException.class);
    assertSame(
        INDIVIDUALS[2], target, 0, run.execute(INDIVIDUALS[2], RunControl.NONE, target, 0).steps());
    assertThatThrownBy(() -> run.execute(new double[] {0.7, -1, 2}, RunControl.NONE, target, 0))
        .isInstanceOf(SimulationFailedException.class);
    RepeatedRun other = run.another();
    for (RepeatedRun one : List.of(run, other)) {
      assertSame(
          INDIVIDUALS[0],
          target,
          0,
          one.execute(INDIVIDUALS[0], RunControl.NONE, target, 0).steps());
    }
  }

  @Test
  void valuesOfTheBaseRunAreKept() {
    SimulationRun base = simulation.newRun();
    base.set(DemoModel.WEIGHT, 90);
    RepeatedRun run = base.repeated(List.of(DemoModel.INTRINSIC_CLEARANCE), OUTPUTS);
    double[][] target = target(run, 1);
    run.execute(new double[] {1.5}, RunControl.NONE, target, 0);
    base.set(DemoModel.INTRINSIC_CLEARANCE, 1.5);
    assertThat(target[1])
        .isEqualTo(
            base.execute().series().stream()
                .filter(s -> s.quantity().path().equals(DemoModel.PLASMA))
                .findFirst()
                .orElseThrow()
                .values());
  }

  /** The volume of an organ grows, so that amounts at time 0, rates and observers change. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tablesAreThoseOfTheIndividual(boolean generated) {
    SimulationRun base = simulation.newRun();
    base.setTolerances(1e-14, 1e-10);
    RepeatedRun run =
        base.repeated(
            List.of(DemoModel.INTRINSIC_CLEARANCE),
            List.of(DemoModel.WEIGHT, "Organism|Hematocrit"),
            OUTPUTS);
    RepeatedRun other = run.another();
    double[][][] weights = {
      {{0, 60}, {300, 60.5}, {1440, 90}}, {{0, 40}, {10, 80}}, {{0, 73}, {1440, 73}}
    };
    double[][][] hematocrits = {{{0, 0.4}, {700, 0.5}}, {{-5, 0.3}, {5, 0.5}}, {{0, 0.434}}};
    for (RepeatedRun one : List.of(run, other)) {
      if (generated) {
        one.generateCode();
      }
      for (int i = 0; i < weights.length; i++) {
        Formula.Table weight = table(weights[i]);
        Formula.Table hematocrit = table(hematocrits[i]);
        one.setTable(0, weight);
        one.setTable(1, hematocrit);
        double[][] target = target(one, 1);
        one.execute(new double[] {0.9}, RunControl.NONE, target, 0);
        SimulationRun alone =
            simulation
                .withTable(DemoModel.WEIGHT, weight.points())
                .withTable("Organism|Hematocrit", hematocrit.points())
                .newRun();
        alone.setTolerances(1e-14, 1e-10);
        alone.set(DemoModel.INTRINSIC_CLEARANCE, 0.9);
        Results expected = alone.execute();
        for (int k = 0; k < OUTPUTS.size(); k++) {
          String path = OUTPUTS.get(k);
          double[] values =
              expected.series().stream()
                  .filter(s -> s.quantity().path().equals(path))
                  .findFirst()
                  .orElseThrow()
                  .values();
          double largest = Arrays.stream(values).max().orElseThrow();
          for (int t = 0; t < values.length; t++) {
            assertThat(target[k][t]).isCloseTo(values[t], offset(1e-8 * largest));
          }
        }
      }
    }
  }

  private static Formula.Table table(double[]... points) {
    return new Formula.Table(
        Arrays.stream(points).map(p -> new TablePoint(p[0], p[1], false)).toList(), false);
  }

  @Test
  void nonsenseOfTablesIsRefused() {
    SimulationRun run = simulation.newRun();
    assertThatThrownBy(() -> run.repeated(VARIED, List.of(DemoModel.WEIGHT), OUTPUTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as a number and as a table");
    assertThatThrownBy(() -> run.repeated(List.of(), List.of(DemoModel.PLASMA), OUTPUTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a parameter");
    RepeatedRun repeated = run.repeated(List.of(), List.of(DemoModel.WEIGHT), OUTPUTS);
    assertThatThrownBy(() -> repeated.setTable(0, table(new double[] {1, 2}, new double[] {1, 3})))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> repeated.setTable(0, table()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nonsenseIsRefused() {
    SimulationRun run = simulation.newRun();
    assertThatThrownBy(() -> run.repeated(List.of("Organism|Nowhere"), OUTPUTS))
        .isInstanceOf(UnknownPathException.class);
    assertThatThrownBy(() -> run.repeated(VARIED, List.of("Organism|Nowhere")))
        .isInstanceOf(UnknownPathException.class);
    assertThatThrownBy(
            () -> run.repeated(List.of(DemoModel.WEIGHT, "Demo|" + DemoModel.WEIGHT), OUTPUTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    RepeatedRun repeated = run.repeated(VARIED, OUTPUTS);
    double[][] target = target(repeated, 1);
    assertThatThrownBy(
            () -> repeated.execute(new double[] {1, Double.NaN, 2}, RunControl.NONE, target, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What is left are a few small objects of a run, none of a step. */
  @Test
  void aRepeatAllocatesNextToNothing() {
    RepeatedRun run = simulation.newRun().repeated(VARIED, OUTPUTS);
    double[][] target = target(run, 1);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      run.execute(INDIVIDUALS[i % INDIVIDUALS.length], RunControl.NONE, target, 0);
      smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(smallest).isLessThan(16_384);
  }
}
