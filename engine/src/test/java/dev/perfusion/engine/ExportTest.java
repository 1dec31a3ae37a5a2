package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.engine.formula.FormulaParser;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.io.SimModelWriter;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.fixtures.SmallModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model written as SimModel XML and read again is the same model. */
class ExportTest {
  private static final int SOLVER_PARAMETERS = 7;

  private static String export(Model model, Map<Integer, Double> changes) {
    StringBuilder xml = new StringBuilder();
    try {
      SimModelWriter.write(model, changes, xml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return xml.toString();
  }

  private static Model reread(Model model) {
    return ModelReader.read(export(model, Map.of()), "export.xml");
  }

  private static void assertSameRun(Simulation a, Simulation b) {
    Results first = everything(a);
    Results second = everything(b);
    assertThat(second.times()).isEqualTo(first.times());
    assertThat(second.statistics().steps()).isEqualTo(first.statistics().steps());
    assertThat(second.series()).hasSameSizeAs(first.series());
    for (int i = 0; i < first.series().size(); i++) {
      Results.Series expected = first.series().get(i);
      Results.Series found = second.series().get(i);
      assertThat(found.quantity().fullPath()).isEqualTo(expected.quantity().fullPath());
      assertThat(found.values()).as(found.quantity().path()).isEqualTo(expected.values());
    }
  }

  private static Results everything(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    return run.execute();
  }

  private static SmallModel small() {
    return new SmallModel("A", "B", "k", "release", "shifted", "lag", "odd")
        .species("A", "10/3", "-k*A*shifted", "negativeValuesAllowed=\"0\" unit=\"µmol\"")
        .species("B", "0.1", "k*A - B")
        .parameter("k", "Time < 3 ? 0.1 : 0.2")
        .parameter("lag", "1.5")
        .parameter("odd", "nan")
        .table("release", false, 0, 0.1, 2, 1, 7.5, 1e-3)
        .shiftedTable("shifted", "release", "lag")
        .event("Time >= 4 AND A > 0", true, "A", "A + 1/3", "value", "k", "A/100", "formula")
        .outputs(1, 2, 3.3, 5, 10);
  }

  @Test
  void anXmlModelComesBackEqual() {
    Model model = small().as(SmallModels::simulation).model();
    Model again = reread(model);

    assertThat(again.species()).isEqualTo(model.species());
    assertThat(again.observers()).isEqualTo(model.observers());
    assertThat(again.events()).isEqualTo(model.events());
    assertThat(again.outputs()).isEqualTo(model.outputs());
    assertThat(again.solver()).isEqualTo(model.solver());
    assertThat(again.parameters().subList(0, model.parameters().size()))
        .isEqualTo(model.parameters());
    assertThat(again.parameters()).hasSize(model.parameters().size() + SOLVER_PARAMETERS);
  }

  @Test
  void aSecondExportChangesNothing() {
    String once = export(small().as(SmallModels::simulation).model(), Map.of());
    String twice = export(ModelReader.read(once, "once.xml"), Map.of());

    assertThat(ModelReader.read(twice, "twice.xml")).isEqualTo(ModelReader.read(once, "once.xml"));
  }

  @Test
  void theRunIsTheSameToTheLastBit() {
    Model model = small().as(SmallModels::simulation).model();
    assertSameRun(Simulation.of(model), Simulation.of(reread(model)));
  }

  @Test
  void theDemoModelRunsTheSameToTheLastBit() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      Simulation demo = Simulation.load(stream, DemoModel.FILE_NAME);
      Model again = reread(demo.model());
      assertThat(again.species()).hasSameSizeAs(demo.model().species());
      assertThat(again.observers()).hasSameSizeAs(demo.model().observers());
      assertThat(again.solver()).isEqualTo(demo.model().solver());
      assertSameRun(demo, Simulation.of(again));
    }
  }

  @Test
  void changedValuesBecomePlainNumbers() {
    Model model = small().as(SmallModels::simulation).model();
    double k = 0.1 + 0.2;
    double start = 5e-324;
    Model again = ModelReader.read(export(model, Map.of(3, k, 1, start)), "changed.xml");

    assertThat(again.parameters().get(0).formula()).isEqualTo(new Formula.Constant(k));
    assertThat(again.species().get(0).initialValue()).isEqualTo(new Formula.Constant(start));
    assertSameRun(Simulation.of(model.withValues(Map.of(3, k, 1, start))), Simulation.of(again));
  }

  @Test
  void aRunExportsItsValuesAndTolerances() {
    SimulationRun run = small().as(SmallModels::simulation).newRun();
    run.set("k", 0.7);
    run.setTolerances(1e-11, 3e-7);
    Model again = reread(run.model());

    assertThat(again.parameters().get(0).formula()).isEqualTo(new Formula.Constant(0.7));
    assertThat(again.solver()).isEqualTo(run.settings());
    Results fixed = run.fixed().execute();
    Results exported = Simulation.of(again).newRun().execute();
    assertThat(SmallModels.values(fixed, "A")).isEqualTo(SmallModels.values(exported, "A"));
    assertThat(fixed.statistics().steps()).isEqualTo(exported.statistics().steps());
    // a second change finds the parameters that the first export made
    Model tighter = reread(again.withSolver(again.solver().withTolerances(1e-13, 1e-8)));
    assertThat(tighter.parameters()).hasSameSizeAs(again.parameters());
    assertThat(tighter.solver().relTol()).isEqualTo(1e-8);
  }

  @Test
  void observersCannotBeChanged() {
    Model model =
        new SmallModel("x", "o")
            .parameter("x", "1")
            .observer("o", "x")
            .as(SmallModels::simulation)
            .model();
    assertThatThrownBy(() -> model.withValues(Map.of(2, 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2]");
  }

  @Test
  void stoichiometryAndVolumesBecomeText() {
    Formula rate = explicit("k*Volume", Map.of("k", 1, "Volume", 2));
    Model model =
        model(
            List.of(parameter(1, 0.3), parameter(2, 0.7)),
            List.of(
                new RateTerm(-1, rate, RateTerm.NO_VOLUME),
                new RateTerm(2.5, rate, RateTerm.NO_VOLUME),
                new RateTerm(-3, rate, 2),
                new RateTerm(1, rate, 2),
                new RateTerm(0, rate, 2),
                new RateTerm(-1, new Formula.Constant(-1e-9), RateTerm.NO_VOLUME)));

    assertThat(export(model, Map.of()))
        .contains(
            "<Equation>-(k*Volume)</Equation>",
            "<Equation>(k*Volume)*2.5</Equation>",
            "<Equation>-((k*Volume)*Volume_2*3)</Equation>",
            "<Equation>(k*Volume)*Volume_2</Equation>",
            "<Equation>-(-1.0E-9)</Equation>");
    assertSameRun(Simulation.of(model), Simulation.of(reread(model)));
  }

  @Test
  void aTableAsRateGetsAParameterOfItsOwn() {
    Formula table =
        new Formula.Table(List.of(new TablePoint(0, 1, true), new TablePoint(3, 2.2, true)), false);
    Model model =
        model(
            List.of(parameter(1, 0.3), parameter(2, 0.7)),
            List.of(
                new RateTerm(-2, table, RateTerm.NO_VOLUME),
                new RateTerm(1, table, RateTerm.NO_VOLUME)));
    Model again = reread(model);

    assertThat(again.parameters()).hasSize(2 + SOLVER_PARAMETERS + 1);
    assertSameRun(Simulation.of(model), Simulation.of(again));
  }

  @Test
  void specialNumbersAndNamesSurvive() {
    String name = "<a> & \"b\"\tµ° é";
    List<Parameter> parameters = new ArrayList<>();
    double[] numbers = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -0.0,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      0.1 + 0.2,
      1e15 + 0.3,
      123456789012345680.0
    };
    for (double number : numbers) {
      int id = parameters.size() + 1;
      parameters.add(
          new Parameter(
              id,
              "id" + id,
              name,
              "M|" + id + "|" + name,
              "µmol",
              "",
              new Formula.Constant(number),
              true,
              id % 2 == 0));
    }
    Model model = model(parameters, List.of());

    assertThat(reread(model).parameters().subList(0, numbers.length)).isEqualTo(parameters);
  }

  private static Formula explicit(String equation, Map<String, Integer> references) {
    return new Formula.Explicit(
        equation, FormulaParser.parse(equation, references.keySet()), references);
  }

  private static Parameter parameter(int id, double value) {
    String name = "p" + id;
    return new Parameter(
        id, name, name, "M|" + name, "", "", new Formula.Constant(value), false, true);
  }

  private static Model model(List<Parameter> parameters, List<RateTerm> terms) {
    Species species =
        new Species(
            100,
            "s",
            "S",
            "M|S",
            "µmol",
            "Amount",
            new Formula.Constant(1.0 / 3),
            terms,
            100,
            true,
            true);
    return new Model(
        "M",
        "made here",
        "|",
        parameters,
        List.of(species),
        List.of(),
        List.of(),
        SolverSettings.DEFAULT,
        new OutputSchema(
            List.of(new OutputSchema.Interval(0, 10, 7), new OutputSchema.Interval(20, 20, 1)),
            List.of(1.0 / 3)),
        List.of());
  }
}
