package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.fixtures.SmallModel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models that can be read but not computed, or not within bounds: what the error says, and soon.
 */
@Timeout(20)
class BadModelsTest {
  @AfterEach
  void forgetLimits() {
    for (Limit limit : Limit.values()) {
      System.clearProperty(limit.property());
    }
  }

  private static Results run(SmallModel model) {
    return model.as(SmallModels::simulation).newRun().execute();
  }

  private static Simulation load(SmallModel model) {
    byte[] xml = model.xml().getBytes(StandardCharsets.UTF_8);
    return Simulation.load(new ByteArrayInputStream(xml), "small.xml");
  }

  /** Parameters p0, p1, ... that each follow from the one before; the last is the rate of x. */
  private static SmallModel chain(int length, String first, String next) {
    String[] names =
        IntStream.rangeClosed(0, length)
            .mapToObj(i -> i == length ? "x" : "p" + i)
            .toArray(String[]::new);
    SmallModel model = new SmallModel(names).parameter("p0", first);
    for (int i = 1; i < length; i++) {
      model.parameter("p" + i, next.replace("p", "p" + (i - 1)));
    }
    return model.species("x", "1E-12", "p" + (length - 1)).outputs(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1/0, 0",
    "x/(x-x), 0",
    "LN(-x), 0",
    "0/0, 0",
    "nan, 0",
    "SQRT(1.5-x), 1.5",
  })
  void aRateThatIsNoNumberEndsTheRunWithThePathOfItsSpecies(String rate, double from) {
    SmallModel model =
        new SmallModel("y", "x").species("y", "1", "-y").species("x", "1", rate).outputs(100);
    if (from > 0) {
      model =
          new SmallModel("y", "x")
              .species("y", "1", "-y")
              .species("x", "1", "1+0*y+" + rate)
              .outputs(100);
    }
    SmallModel bad = model;

    assertThatThrownBy(() -> run(bad))
        .isInstanceOf(SimulationFailedException.class)
        .satisfies(e -> assertThat(((SimulationFailedException) e).paths()).contains("M|x"));
  }

  @Test
  void sumsOfSumsDoNotMultiply() {
    SimulationRun run = chain(60, "x", "p+p").as(SmallModels::simulation).newRun();

    assertThat(run.value("p59")).isEqualTo(Math.pow(2, 59) * 1E-12);
    Simulation simulation = run.simulation();
    simulation.compile();
    assertThat(simulation.stateCount()).isEqualTo(1);
  }

  @Test
  void aSharedSumKeepsItsExactSlope() {
    SmallModel model =
        new SmallModel("s", "x", "y")
            .parameter("s", "x+y")
            .species("x", "1", "-((s+s)-(s+x))")
            .species("y", "2", "0-y")
            .outputs(1);

    // dx/dt = -(s - x) = -y, so x = 1 - 2 (1 - exp(-t))
    SimulationRun run = model.as(SmallModels::simulation).newRun();
    run.setTolerances(1e-12, 1e-10);
    assertThat(SmallModels.values(run.execute(), "x")[1])
        .isCloseTo(1 - 2 * (1 - Math.exp(-1)), org.assertj.core.api.Assertions.within(1e-8));
  }

  @Test
  void longConditionsAndEqualLongAssignmentsNeedNoStack() {
    String sum = "Time" + "+Time".repeat(9_000);
    SmallModel model =
        new SmallModel("x", "k")
            .species("x", "0", "k")
            .parameter("k", "1")
            .event(
                "Time=1" + " OR Time=1".repeat(9_000), true, "k", sum, "value", "k", sum, "value")
            .outputs(1, 2);

    assertThat(SmallModels.values(run(model), "k")).containsExactly(1, 1, 9_001);
  }

  @Test
  void aLongCircleIsShortenedInTheMessage() {
    SmallModel model = chain(100, "p99", "p");

    assertThatThrownBy(() -> load(model))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("small.xml: M|p0: the value depends on itself: M|p0 -> M|p99")
        .hasMessageContaining("(80 more) -> M|p0")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void speciesThatTurnOutConstantOneByOneCostNoPassEach() {
    int n = 150;
    String[] names = IntStream.range(0, n).mapToObj(i -> "x" + i).toArray(String[]::new);
    SmallModel model = new SmallModel(names).species("x0", "0", "0*Time");
    for (int i = 1; i < n; i++) {
      model.species("x" + i, "0", "x" + (i - 1));
    }

    assertThat(SmallModels.values(run(model.outputs(1)), "x149")).containsExactly(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "OPERATIONS, 3, M|x: more than 3 operations in all formulas together",
    "REFERENCES, 1, more than 1 references of all formulas together",
    "XML_DEPTH, 3, more than 3 levels of nested XML elements",
    "XML_ELEMENTS, 30, more than 30 XML elements and attributes",
    "XML_TOKEN, 20, more than 20 bytes in one XML tag",
    "OUTPUT_TIMES, 2, more than 2 output times",
  })
  void limitsWhenLoading(Limit limit, long value, String message) {
    SmallModel model =
        new SmallModel("x", "y")
            .species("x", "1+2*3+4", "-x+y")
            .species("y", "1", "-y+x")
            .outputs(1, 2, 3);
    load(model);

    System.setProperty(limit.property(), Long.toString(value));

    assertThatThrownBy(() -> load(model))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("small.xml")
        .hasMessageContaining(message)
        .hasMessageContaining("-D" + limit.property());
  }

  @ParameterizedTest
  @CsvSource({
    "GRAPH_NODES, 5, different operations",
    "DERIVATIVES, 3, partial derivatives",
    "JACOBIAN_ENTRIES, 3, entries in the Jacobian",
    "FACTOR_ENTRIES, 1, entries in the factors",
    "RESULT_VALUES, 7, numbers in the results",
  })
  void limitsWhenRunning(Limit limit, long value, String message) {
    SmallModel model =
        new SmallModel("x", "y")
            .species("x", "1", "-x*y")
            .species("y", "1", "-y*x")
            .outputs(1, 2, 3);
    run(model);

    System.setProperty(limit.property(), Long.toString(value));

    assertThatThrownBy(() -> run(model))
        .isInstanceOf(SimulationFailedException.class)
        .hasMessageContaining("more than " + value + ' ' + message)
        .hasMessageContaining("-D" + limit.property());
    if (limit != Limit.RESULT_VALUES) {
      assertThatThrownBy(() -> model.as(SmallModels::simulation).compile())
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(message);
    }
  }
}
