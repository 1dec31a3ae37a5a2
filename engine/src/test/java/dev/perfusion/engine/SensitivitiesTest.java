package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.fixtures.SmallModel;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Sensitivities against derivatives known in closed form, to 1e-6 of the largest value. */
class SensitivitiesTest {
  private static final double ACCURACY = 1e-6;
  private static final double[] TIMES = {1, 2, 5, 7, 10, 20};

  private static Sensitivities run(SmallModel model, String... parameters) {
    return model
        .as(SmallModels::simulation)
        .newRun()
        .sensitivities(List.of(parameters), RunControl.NONE);
  }

  private static double[] of(Sensitivities sensitivities, String quantity, String parameter) {
    return sensitivities.series().stream()
        .filter(s -> s.quantity().name().equals(quantity) && s.parameter().name().equals(parameter))
        .findFirst()
        .orElseThrow(() -> new AssertionError(quantity + " by " + parameter))
        .values();
  }

  private static void check(
      Sensitivities sensitivities, String quantity, String parameter, DoubleUnaryOperator exact) {
    double[] expected = Arrays.stream(sensitivities.times()).map(exact).toArray();
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    Offset<Double> accuracy = within(ACCURACY * Math.max(scale, 1e-12));
    assertThat(of(sensitivities, quantity, parameter))
        .as(quantity + " by " + parameter)
        .containsExactly(expected, accuracy);
  }

  private static SmallModel decay() {
    return new SmallModel("A", "k", "A0", "V", "CL", "C", "half")
        .species("A", "A0", "0-k*A")
        .parameter("A0", "100")
        .parameter("V", "4")
        .parameter("CL", "0.8")
        .parameter("k", "CL/V")
        .parameter("half", "ln(2)/k")
        .observer("C", "A/V")
        .outputs(TIMES);
  }

  @Test
  void exponentialDecay() {
    Sensitivities s = run(decay(), "k", "A0", "V", "CL", "A");
    double k = 0.2;
    check(s, "A", "k", t -> -t * 100 * Math.exp(-k * t));
    check(s, "A", "A0", t -> Math.exp(-k * t));
    check(s, "A", "A", t -> Math.exp(-k * t));
    check(s, "A", "CL", t -> -t * 25 * Math.exp(-k * t));
    check(s, "A", "V", t -> t * 5 * Math.exp(-k * t));
    check(s, "C", "V", t -> (-100 / 16.0 + 100 * t * k / 16) * Math.exp(-k * t));
    check(s, "C", "k", t -> -t * 25 * Math.exp(-k * t));
    check(s, "half", "CL", t -> -Math.log(2) * 4 / 0.64);
    check(s, "k", "k", t -> 1);
    check(s, "V", "CL", t -> 0);
  }

  @Test
  void scaledStatesHaveTheSameSensitivities() {
    Simulation scaled =
        new SmallModel("A", "B", "k")
            .species("A", "100", "0-k*A")
            .species("B", "0", "k*A")
            .parameter("k", "0.2")
            .outputs(TIMES)
            .as(SmallModels::simulation)
            .withScaleFactors(species -> species.name().equals("A") ? 250 : 0.01);
    Sensitivities s = scaled.newRun().sensitivities(List.of("k", "A"), RunControl.NONE);
    check(s, "A", "k", t -> -t * 100 * Math.exp(-0.2 * t));
    check(s, "B", "k", t -> t * 100 * Math.exp(-0.2 * t));
    check(s, "B", "A", t -> 1 - Math.exp(-0.2 * t));
  }

  @Test
  void initialValuesMayDependOnParametersByFormula() {
    SmallModel model =
        new SmallModel("A", "B", "dose", "F")
            .species("A", "dose*F^2", "0-0.3*A")
            .species("B", "A/2", "")
            .parameter("dose", "10")
            .parameter("F", "0.5")
            .outputs(TIMES);
    Sensitivities s = run(model, "F", "dose");
    check(s, "A", "F", t -> 10 * Math.exp(-0.3 * t));
    check(s, "A", "dose", t -> 0.25 * Math.exp(-0.3 * t));
    check(s, "B", "F", t -> 5);
  }

  @Test
  void doseByEvent() {
    SmallModel model =
        new SmallModel("A", "k", "dose", "start")
            .species("A", "1", "0-k*A")
            .parameter("k", "0.2")
            .parameter("dose", "10")
            .parameter("start", "3")
            .event("Time>=start", true, "A", "A+dose", "value")
            .outputs(TIMES);
    Sensitivities s = run(model, "k", "dose", "start");
    double k = 0.2;
    check(s, "A", "dose", t -> t > 3 ? Math.exp(-k * (t - 3)) : 0);
    check(s, "A", "start", t -> t > 3 ? 10 * k * Math.exp(-k * (t - 3)) : 0);
    check(
        s,
        "A",
        "k",
        t -> -t * Math.exp(-k * t) - (t > 3 ? 10 * (t - 3) * Math.exp(-k * (t - 3)) : 0));
  }

  @Test
  void infusionByEventsThatSwitchARate() {
    SmallModel model =
        new SmallModel("A", "k", "R", "start", "length", "on")
            .species("A", "0", "on*R-k*A")
            .parameter("k", "0.2")
            .parameter("R", "5")
            .parameter("start", "1.5")
            .parameter("length", "4")
            .parameter("on", "0")
            .event("Time=start", true, "on", "1", "value")
            .event("Time=start+length", true, "on", "0", "value")
            .outputs(TIMES);
    checkInfusion(run(model, "R", "start", "length", "k"));
  }

  @Test
  void infusionByConditionalsInTheRightHandSide() {
    SmallModel model =
        new SmallModel("A", "k", "R", "start", "length")
            .species("A", "0", "((Time>=start) AND (Time-length<start)) ? R-k*A : 0-k*A")
            .parameter("k", "0.2")
            .parameter("R", "5")
            .parameter("start", "1.5")
            .parameter("length", "4")
            .outputs(TIMES);
    checkInfusion(run(model, "R", "start", "length", "k"));
  }

  @Test
  void infusionByAShiftedTableOfSlopes() {
    SmallModel model =
        new SmallModel("A", "k", "rate", "table", "start", "R")
            .species("A", "0", "R*rate-k*A")
            .parameter("k", "0.2")
            .parameter("R", "5")
            .parameter("start", "1.5")
            .table("table", true, 0, 0, 4, 4)
            .shiftedTable("rate", "table", "start")
            .outputs(TIMES);
    Sensitivities s = run(model, "R", "start");
    check(s, "A", "R", t -> infusion(t, 1.5, 4, 1, 0.2));
    check(s, "A", "start", t -> slope(start -> infusion(t, start, 4, 5, 0.2), 1.5));
  }

  @Test
  void tablesShiftedByDifferentParametersThatJumpTogether() {
    SmallModel model =
        new SmallModel("A", "table", "first", "second", "rate1", "rate2")
            .species("A", "0", "rate1+2*rate2-0.2*A")
            .table("table", true, 0, 0, 4, 4)
            .shiftedTable("rate1", "table", "first")
            .shiftedTable("rate2", "table", "second")
            .parameter("first", "1.5")
            .parameter("second", "1.5")
            .outputs(TIMES);
    Sensitivities s = run(model, "first", "second");
    check(s, "A", "first", t -> slope(start -> infusion(t, start, 4, 1, 0.2), 1.5));
    check(s, "A", "second", t -> slope(start -> infusion(t, start, 4, 2, 0.2), 1.5));
  }

  @Test
  void interpolatedTableWithOffset() {
    SmallModel model =
        new SmallModel("A", "rate", "table", "start")
            .species("A", "0", "rate")
            .parameter("start", "1.5")
            .table("table", false, 0, 0, 4, 8)
            .shiftedTable("rate", "table", "start")
            .outputs(TIMES);
    check(run(model, "start"), "A", "start", t -> -2 * Math.max(0, Math.min(t - 1.5, 4)));
  }

  @Test
  void anAssignedNumberCarriesItsSensitivity() {
    // k becomes A/10 at the dose time: A decays with the rate it has then
    SmallModel model =
        new SmallModel("A", "k", "start")
            .species("A", "3", "0-k*A")
            .parameter("k", "0.2")
            .parameter("start", "3")
            .event("Time=start", true, "k", "A/10+Time/100", "value")
            .outputs(TIMES);
    Sensitivities s = run(model, "start", "k", "A");
    check(s, "A", "start", t -> slope(x -> reassigned(t, x, 0.2, 3), 3));
    check(s, "A", "k", t -> slope(x -> reassigned(t, 3, x, 3), 0.2));
    check(s, "A", "A", t -> slope(x -> reassigned(t, 3, 0.2, x), 3));
  }

  private static double reassigned(double t, double start, double k, double a0) {
    if (t <= start) {
      return a0 * Math.exp(-k * t);
    }
    double then = a0 * Math.exp(-k * start);
    return then * Math.exp(-(then / 10 + start / 100) * (t - start));
  }

  @Test
  void eventsThatCauseEachOtherMoveTogether() {
    SmallModel model =
        new SmallModel("A", "on", "start")
            .species("A", "0", "0-0.2*A")
            .parameter("on", "0")
            .parameter("start", "5")
            .event("Time=start", true, "on", "1", "value")
            .event("on=1", true, "A", "A+10", "value")
            .outputs(TIMES);
    check(run(model, "start"), "A", "start", t -> t > 5 ? 2 * Math.exp(-0.2 * (t - 5)) : 0);
  }

  @Test
  void aDoseAtTimeZeroCanMoveToLaterTimes() {
    SmallModel model =
        new SmallModel("A", "start", "dose")
            .species("A", "0", "0-0.2*A")
            .parameter("start", "0")
            .parameter("dose", "10")
            .event("Time>=start", true, "A", "A+dose", "value")
            .outputs(TIMES);
    check(run(model, "start"), "A", "start", t -> t > 0 ? 2 * Math.exp(-0.2 * t) : 0);
  }

  @Test
  void michaelisMenten() {
    SmallModel model =
        new SmallModel("A", "vmax", "km", "A0")
            .species("A", "A0", "0-vmax*A/(km+A)")
            .parameter("vmax", "3")
            .parameter("km", "5")
            .parameter("A0", "20")
            .outputs(TIMES);
    Sensitivities s = run(model, "vmax", "km", "A0");
    // implicit: A0 - A + km ln(A0/A) = vmax t
    double[] a = SmallModels.values(tight(model), "A");
    double[] times = s.times();
    check(s, "A", "vmax", t -> -t * at(times, a, t) / (at(times, a, t) + 5));
    check(
        s,
        "A",
        "km",
        t -> Math.log(20 / at(times, a, t)) * at(times, a, t) / (at(times, a, t) + 5));
    check(s, "A", "A0", t -> (1 + 5 / 20.0) * at(times, a, t) / (at(times, a, t) + 5));
  }

  private static Results tight(SmallModel model) {
    SimulationRun run = model.as(SmallModels::simulation).newRun();
    run.setTolerances(1e-14, 1e-12);
    return run.execute();
  }

  private static double at(double[] times, double[] values, double t) {
    return values[Arrays.binarySearch(times, t)];
  }

  @Test
  void changedValuesAndParametersThatFollowTimeAreDifferentiatedToo() {
    SmallModel model =
        new SmallModel("A", "k", "drive")
            .species("A", "0", "drive-k*A")
            .parameter("k", "0.5")
            .parameter("drive", "Time")
            .outputs(TIMES);
    SimulationRun run = model.as(SmallModels::simulation).newRun();
    run.set("k", 0.2);
    Sensitivities s = run.sensitivities(List.of("drive"), RunControl.NONE);
    check(s, "A", "drive", t -> (1 - Math.exp(-0.2 * t)) / 0.2);
    check(s, "drive", "drive", t -> 1);
  }

  @Test
  void anObserverReadByAFormulaKeepsTheSensitivityOfItsLatestOutput() {
    SmallModel model =
        new SmallModel("A", "k", "seen", "lag")
            .species("A", "1", "k")
            .parameter("k", "2")
            .observer("seen", "A")
            .parameter("lag", "seen")
            .outputs(1, 2, 3);
    Sensitivities s = run(model, "k");
    assertThat(of(s, "lag", "k")).containsExactly(new double[] {0, 0, 1, 2}, within(ACCURACY));
  }

  @Test
  void theTableHasALinePerQuantityAndParameter() throws Exception {
    SmallModel model =
        new SmallModel("A", "k").species("A", "3", "k").parameter("k", "2").outputs(0.5, 1);
    StringBuilder table = new StringBuilder();
    run(model, "k").writeTsv(table);
    List<String> lines = table.toString().lines().toList();
    assertThat(lines.get(0)).isEqualTo("quantity\tparameter\t0\t0.5\t1");
    String[] fields = lines.get(1).split("\t");
    assertThat(fields).hasSize(5).startsWith("M|A", "k", "0");
    assertThat(Double.parseDouble(fields[3])).isCloseTo(0.5, within(1e-12));
    assertThat(lines.get(2)).isEqualTo("M|k\tk\t1\t1\t1");
    assertThat(lines).hasSize(3);
  }

  @Test
  void observersAreRefusedAndSomethingMustBeNamed() {
    SimulationRun run = decay().as(SmallModels::simulation).newRun();
    assertThatThrownBy(() -> run.sensitivities(List.of("C"), RunControl.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("observer");
    assertThatThrownBy(() -> run.sensitivities(List.of(), RunControl.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> run.sensitivities(List.of("nothing"), RunControl.NONE))
        .isInstanceOf(UnknownPathException.class);
  }

  private static void checkInfusion(Sensitivities s) {
    check(s, "A", "R", t -> infusion(t, 1.5, 4, 1, 0.2));
    check(s, "A", "start", t -> slope(x -> infusion(t, x, 4, 5, 0.2), 1.5));
    check(s, "A", "length", t -> slope(x -> infusion(t, 1.5, x, 5, 0.2), 4));
    check(s, "A", "k", t -> slope(x -> infusion(t, 1.5, 4, 5, x), 0.2));
  }

  private static double infusion(double t, double start, double length, double rate, double k) {
    if (t <= start) {
      return 0;
    }
    double end = start + length;
    double during = Math.min(t, end) - start;
    double reached = rate / k * (1 - Math.exp(-k * during));
    return t <= end ? reached : reached * Math.exp(-k * (t - end));
  }

  /** Derivative of a closed form: central differences of order 4, good to 1e-10. */
  private static double slope(DoubleUnaryOperator f, double x) {
    double h = 1e-3 * Math.max(1, Math.abs(x));
    double near = f.applyAsDouble(x + h) - f.applyAsDouble(x - h);
    double far = f.applyAsDouble(x + 2 * h) - f.applyAsDouble(x - 2 * h);
    return (8 * near - far) / (12 * h);
  }
}
