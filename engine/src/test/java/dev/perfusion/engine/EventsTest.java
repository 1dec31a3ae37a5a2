package dev.perfusion.engine;

import static dev.perfusion.engine.SmallModels.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.fixtures.SmallModel;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final double ACCURACY = 1e-7;

  private static Results run(SmallModel model) {
    SimulationRun run = model.as(SmallModels::simulation).newRun();
    run.setTolerances(1e-12, 1e-9);
    return run.execute();
  }

  @Test
  void simultaneousEventsAllApplyInOrder() {
    Results results =
        run(
            new SmallModel("M")
                .species("M", "0", "")
                .event("Time=10", false, "M", "M+10", "value")
                .event("Time=10", false, "M", "M+20", "value")
                .outputs(0, 10, 20));
    assertThat(values(results, "M")).containsExactly(0, 0, 30);
    assertThat(results.statistics().restarts()).isEqualTo(1);
  }

  @Test
  void storedValuesAtAnEventTimeAreThoseBeforeIt() {
    Results results =
        run(
            new SmallModel("M")
                .species("M", "1", "")
                .event("Time=0", true, "M", "5", "value")
                .outputs(1));
    assertThat(values(results, "M")).containsExactly(1, 5);
  }

  @Test
  void anEventAtTheStartFiresOnce() {
    Results results =
        run(
            new SmallModel("M")
                .species("M", "0", "")
                .event("Time=0", false, "M", "M+10", "value")
                .outputs(1, 2));
    assertThat(values(results, "M")).containsExactly(0, 10, 10);
  }

  @Test
  void withoutOneTimeTheLevelTriggersAtEveryStopPoint() {
    Results results =
        run(
            new SmallModel("M")
                .species("M", "0", "")
                .event("Time>=2", false, "M", "M+1", "value")
                .outputs(1, 2, 3, 4, 5));
    assertThat(values(results, "M")).containsExactly(0, 0, 0, 1, 2, 3);
  }

  @Test
  void oneTimeFiresAtMostOnce() {
    Results results =
        run(
            new SmallModel("M")
                .species("M", "0", "")
                .event("Time>=2", true, "M", "M+1", "value")
                .outputs(1, 2, 3, 4));
    assertThat(values(results, "M")).containsExactly(0, 0, 0, 1, 1);
  }

  @Test
  void timesAreFoundOnBothSidesAndInsideLogic() {
    Results results =
        run(
            new SmallModel("M", "start", "end", "on")
                .species("M", "0", "on")
                .parameter("start", "3.3")
                .parameter("end", "start+2.2")
                .parameter("on", "0")
                .event("(start<=Time) AND (Time<end)", true, "on", "1", "value")
                .event("NOT (Time<end)", true, "on", "0", "value")
                .outputs(1, 10));
    assertThat(values(results, "M")[2]).isCloseTo(2.2, within(ACCURACY));
  }

  @Test
  void aStateConditionIsTestedAtOutputsOnly() {
    SmallModel model =
        new SmallModel("M", "k")
            .species("M", "0", "k")
            .parameter("k", "1")
            .event("M>7", true, "M", "0", "value")
            .outputs(5, 10, 12);
    assertThat(values(run(model), "M")[2]).isCloseTo(10, within(ACCURACY));
    assertThat(values(run(model), "M")[3]).isCloseTo(2, within(ACCURACY));
  }

  @Test
  void anAssignedFormulaStaysLive() {
    Results results =
        run(
            new SmallModel("M", "k")
                .species("M", "1", "k")
                .parameter("k", "0")
                .event("Time=1", true, "k", "0-M", "formula")
                .outputs(1, 2));
    assertThat(values(results, "M")[2]).isCloseTo(Math.exp(-1), within(ACCURACY));
    assertThat(values(results, "k")[2]).isCloseTo(-Math.exp(-1), within(ACCURACY));
  }

  @Test
  void anAssignedValueStaysAsItWas() {
    Results results =
        run(
            new SmallModel("M", "k")
                .species("M", "1", "k")
                .parameter("k", "0")
                .event("Time=1", true, "k", "0-M", "value")
                .outputs(1, 2));
    assertThat(values(results, "M")[2]).isCloseTo(0, within(ACCURACY));
  }

  @Test
  void laterEventsSeeWhatEarlierOnesDid() {
    Results results =
        run(
            new SmallModel("A", "p")
                .species("A", "0", "")
                .parameter("p", "1")
                .event("Time=1", true, "p", "p*3", "value", "p", "p+1", "value")
                .event("(Time=1) AND (p=4)", true, "A", "p", "value")
                .outputs(1, 2));
    assertThat(values(results, "A")).containsExactly(0, 0, 4);
    assertThat(values(results, "p")).containsExactly(1, 1, 4);
  }

  @Test
  void aRunLeavesNothingBehind() {
    Simulation simulation =
        new SmallModel("M", "k")
            .species("M", "1", "k")
            .parameter("k", "0-1")
            .event("Time=1", true, "k", "5", "value")
            .outputs(1, 2)
            .as(SmallModels::simulation);
    double[] first = values(simulation.newRun().execute(), "M");
    assertThat(values(simulation.newRun().execute(), "M")).containsExactly(first);
  }

  @Test
  void aFormulaThatReplacesItselfByItselfIsRefusedWithItsPath() {
    SmallModel model =
        new SmallModel("M", "k")
            .species("M", "1", "k")
            .parameter("k", "1")
            .event("Time=1", true, "k", "k+1", "formula")
            .outputs(2);
    assertThatThrownBy(() -> model.as(SmallModels::simulation).compile())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("M|k")
        .hasMessageContaining("depends on itself");
  }

  @Test
  void aCycleNamesItsChain() {
    SmallModel model =
        new SmallModel("a", "b", "c")
            .parameter("a", "b+1")
            .parameter("b", "c*2")
            .parameter("c", "a-1")
            .outputs(1);
    assertThatThrownBy(() -> model.as(SmallModels::simulation).newRun().value("a"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("M|a -> M|b -> M|c -> M|a");
  }

  @Test
  void anObserverReadByAFormulaGivesItsLatestOutput() {
    Results results =
        run(
            new SmallModel("M", "seen", "lag", "k")
                .species("M", "1", "k")
                .parameter("k", "1")
                .observer("seen", "M")
                .parameter("lag", "seen")
                .outputs(1, 2, 3));
    assertThat(values(results, "seen"))
        .containsExactly(new double[] {1, 2, 3, 4}, within(ACCURACY));
    assertThat(values(results, "lag")).containsExactly(new double[] {0, 1, 2, 3}, within(ACCURACY));
  }

  @Test
  void aSlopeTableRestartsAtEachJump() {
    Results results =
        run(
            new SmallModel("M", "rate", "table", "start")
                .species("M", "0", "rate")
                .table("table", true, 0, 0, 1, 5, 3, 6)
                .shiftedTable("rate", "table", "start")
                .parameter("start", "2")
                .outputs(2.5, 3, 5, 6));
    assertThat(values(results, "M"))
        .containsExactly(new double[] {0, 2.5, 5, 6, 6}, within(ACCURACY));
    assertThat(results.statistics().restarts()).isEqualTo(3);
  }

  @Test
  void aTableIsInterpolatedAndClamped() {
    Results results = run(new SmallModel("t").table("t", false, 1, 10, 3, 30).outputs(1, 2, 3, 4));
    assertThat(values(results, "t")).containsExactly(10, 10, 20, 30, 30);
  }
}
