package dev.perfusion.engine;

import static dev.perfusion.engine.SmallModels.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.fixtures.SmallModel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static SmallModel decay() {
    return new SmallModel("A", "k", "V", "C", "half")
        .species("A", "10*V", "0-k*A")
        .parameter("k", "0.5")
        .parameter("V", "2")
        .parameter("half", "ln(2)/k")
        .observer("C", "A/V")
        .outputs(1, 2, 4);
  }

  private static double[] expected(double a0, double k) {
    return new double[] {a0, a0 * Math.exp(-k), a0 * Math.exp(-2 * k), a0 * Math.exp(-4 * k)};
  }

  @Test
  void matchesTheAnalyticSolution() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    run.setTolerances(1e-12, 1e-9);
    Results results = run.execute();
    assertThat(results.times()).containsExactly(0, 1, 2, 4);
    assertThat(values(results, "A")).containsExactly(expected(20, 0.5), within(1e-6));
    assertThat(values(results, "C")).containsExactly(expected(10, 0.5), within(1e-6));
  }

  @Test
  void aChangedParameterChangesAllThatDependsOnIt() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    run.setTolerances(1e-12, 1e-9);
    run.set("k", 0.25);
    run.set("M|V", 3);
    assertThat(run.value("half")).isEqualTo(Math.log(2) / 0.25);
    assertThat(run.value("A")).isEqualTo(30);
    assertThat(values(run.execute(), "A")).containsExactly(expected(30, 0.25), within(1e-5));
    run.reset("k");
    run.set("A", 7);
    assertThat(values(run.execute(), "A")).containsExactly(expected(7, 0.5), within(1e-5));
  }

  @Test
  void aParameterWithAFormulaCanBeFixed() {
    Simulation simulation =
        new SmallModel("A", "k", "base")
            .species("A", "1", "0-k*A")
            .parameter("base", "1")
            .parameter("k", "base*2")
            .outputs(1)
            .as(SmallModels::simulation);
    SimulationRun run = simulation.newRun();
    run.setTolerances(1e-12, 1e-9);
    run.set("k", 3);
    run.set("base", 100);
    assertThat(values(run.execute(), "A")[1]).isCloseTo(Math.exp(-3), within(1e-7));
    assertThat(run.value("k")).isEqualTo(3);
    run.reset("k");
    assertThat(run.value("k")).isEqualTo(200);
  }

  @Test
  void aTableParameterCanBeFixed() {
    Simulation simulation =
        new SmallModel("A", "rate", "table", "start")
            .species("A", "0", "rate")
            .table("table", true, 0, 0, 1, 5)
            .shiftedTable("rate", "table", "start")
            .parameter("start", "1")
            .outputs(2, 4)
            .as(SmallModels::simulation);
    SimulationRun run = simulation.newRun();
    run.set("table", 0.5);
    assertThat(values(run.execute(), "A")).containsExactly(new double[] {0, 1, 2}, within(1e-6));
  }

  @Test
  void aCopyIsIndependent() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    run.set("k", 1);
    SimulationRun copy = run.copy();
    copy.set("k", 2);
    assertThat(run.value("k")).isEqualTo(1);
    assertThat(copy.changes()).containsEntry("M|k", 2.0);
  }

  @Test
  void anUnknownPathNamesTheClosest() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    assertThatThrownBy(() -> run.set("haf", 1))
        .isInstanceOfSatisfying(
            UnknownPathException.class, e -> assertThat(e.closest()).first().isEqualTo("half"));
  }

  @Test
  void whatCannotBeSetSaysWhy() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    assertThatThrownBy(() -> run.set("C", 1)).hasMessageContaining("observer");
    assertThatThrownBy(() -> run.set("k", Double.NaN)).hasMessageContaining("finite");
    assertThatThrownBy(() -> run.setTolerances(0, 1e-5)).hasMessageContaining("positive");
  }

  @Test
  void aRunCanBeStoppedFromOutside() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    assertThatThrownBy(() -> run.execute((time, end) -> time < 1))
        .isInstanceOf(SimulationStoppedException.class);
  }

  @Test
  void aNegativeQuantityEndsTheRunWithItsName() {
    Simulation simulation =
        new SmallModel("A", "k")
            .species("A", "1", "0-k", "negativeValuesAllowed=\"0\"")
            .parameter("k", "1")
            .outputs(0.5, 1.5, 3)
            .as(SmallModels::simulation);
    assertThatThrownBy(() -> simulation.newRun().execute())
        .isInstanceOfSatisfying(
            SimulationFailedException.class,
            e -> {
              assertThat(e.paths()).containsExactly("M|A");
              assertThat(e.time()).isEqualTo(1.5);
              assertThat(e).hasMessageContaining("negative when trying to reach t=1.5");
            });
  }

  @Test
  void anExplodingStateIsNamed() {
    Simulation simulation =
        new SmallModel("A", "B")
            .species("A", "1", "A*A")
            .species("B", "1", "0-B")
            .outputs(2)
            .as(SmallModels::simulation);
    assertThatThrownBy(() -> simulation.newRun().execute())
        .isInstanceOfSatisfying(
            SimulationFailedException.class,
            e -> {
              assertThat(e.paths()).contains("M|A");
              assertThat(e.time()).isBetween(0.9, 1.1);
            });
  }

  @Test
  void anUndefinedInitialValueIsNamed() {
    Simulation simulation =
        new SmallModel("A").species("A", "0/0", "0-A").outputs(1).as(SmallModels::simulation);
    assertThatThrownBy(() -> simulation.newRun().execute())
        .hasMessageContaining("not a number")
        .hasMessageContaining("M|A");
  }

  @Test
  void aScaleFactorChangesTolerancesOnly() {
    Simulation plain = decay().as(SmallModels::simulation);
    String scaledXml =
        decay()
            .xml()
            .replace(
                "initialValueFormulaId=\"1\" >",
                "initialValueFormulaId=\"1\"><ScaleFactor>100</ScaleFactor>");
    Simulation scaled = Simulation.load(stream(scaledXml), "scaled");
    assertThat(scaled.model().species().get(0).scaleFactor()).isEqualTo(100);
    SimulationRun a = plain.newRun();
    SimulationRun b = scaled.newRun();
    a.setTolerances(1e-13, 1e-10);
    b.setTolerances(1e-13, 1e-10);
    assertThat(values(b.execute(), "A")).containsExactly(values(a.execute(), "A"), within(1e-7));
  }

  @Test
  void aModelWithACycleIsRefusedWhenLoaded() {
    String xml = new SmallModel("a", "b").parameter("a", "b").parameter("b", "a").outputs(1).xml();
    assertThatThrownBy(() -> Simulation.load(stream(xml), "cyclic.xml"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("cyclic.xml: M|a: the value depends on itself: M|a -> M|b -> M|a");
  }

  @Test
  void runsOfManyThreadsAreBitIdentical() throws Exception {
    Simulation simulation = decay().as(SmallModels::simulation);
    double[] reference = values(simulation.newRun().execute(), "A");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<double[]> task = () -> values(simulation.newRun().execute(), "A");
      List<Future<double[]>> results = pool.invokeAll(java.util.Collections.nCopies(40, task));
      for (Future<double[]> result : results) {
        assertThat(result.get()).containsExactly(reference);
      }
    } finally {
      pool.shutdown();
    }
  }

  private static ByteArrayInputStream stream(String xml) {
    return new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
  }
}
