package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.ReferencePopulation;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.engine.RepeatedRun;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.TablePoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Five individuals of a population, each with its own values of dozens of parameters. */
class PopulationParityTest {
  private static final double BAR = 1e-7;

  @Test
  void individualsAgree() {
    Simulation simulation = Simulation.load(SharedFolder.required("models/simmodel/POPsim.xml"));
    ReferencePopulation population = Oracle.population("POPsim.pop5");
    double official =
        Double.parseDouble(Oracle.summary().get("POPsim").get("default_vs_tight_maxrel"));
    double ownBar = Math.max(official, BAR);
    assertThat(population.parameters()).hasSize(5);
    StringBuilder text =
        new StringBuilder(
            """
            Five individuals of `POPsim`, each with its own values. Error as in the table of models; tight: absTol 1e-14, relTol 1e-10, bar 1e-7;
            own: the model's own tolerances, bar 1e-7.

            | individual | values set | columns | tight | own | steps |
            |---|---|---|---|---|---|
            """);
    double worstTight = 0;
    double worstOwn = 0;
    for (int i = 0; i < population.parameters().size(); i++) {
      Map<String, Double> values = population.parameters().get(i);
      ReferenceTable reference = population.of(i);
      SimulationRun run = simulation.newRun();
      run.setAllQuantities(true);
      run.set(values);
      dev.perfusion.engine.Results atOwn = run.execute();
      Comparison own = Comparison.of(atOwn, reference);
      run.setTolerances(1e-14, 1e-10);
      Comparison tight = Comparison.of(run.execute(), reference);
      text.append(
          "| %d | %d | %d | %.1e | %.1e | %d |%n"
              .formatted(
                  i,
                  values.size(),
                  tight.columns(),
                  tight.error(),
                  own.error(),
                  atOwn.statistics().steps()));
      worstTight = Math.max(worstTight, tight.error());
      worstOwn = Math.max(worstOwn, own.error());
    }
    ParityReport.section("population", "Individuals of a population", text.toString());
    assertThat(worstTight).isLessThanOrEqualTo(BAR);
    assertThat(worstOwn).isLessThanOrEqualTo(ownBar);
  }

  /** Volumes that grow and shrink, with kinks that nobody restarts at. */
  @Test
  void theOfficialSolverAgreesWhenParametersAge() {
    Path xml = SharedFolder.required("models/simmodel/POPsim.xml");
    Optional<Path> libraries = NativeSimModel.folder();
    assumeTrue(libraries.isPresent(), "skipped: the official solver is not there (OSPSUITE_LIBS)");
    List<String> paths = List.of("Organism|Liver|Volume", "Organism|Muscle|Volume");
    Simulation simulation = Simulation.load(xml);
    Map<Integer, String> fullPaths =
        simulation.model().observers().stream()
            .collect(Collectors.toMap(Observer::id, Observer::path));
    double[][] times = {{0, 200, 1000}, {50, 90, 100, 5000}};
    double[][] factors = {{1, 1.4, 0.9}, {1.1, 0.7, 0.75, 1.2}};
    double[][] values = new double[paths.size()][];
    SimulationRun base = simulation.newRun();
    base.setTolerances(1e-14, 1e-10);
    for (int k = 0; k < values.length; k++) {
      double own = base.value(paths.get(k));
      values[k] = Arrays.stream(factors[k]).map(f -> f * own).toArray();
    }
    ReferenceTable found;
    try (NativeSimModel official =
        NativeSimModel.load(NativeSimModel.kernel(libraries.get()), xml, paths)) {
      official.setTables(times, values);
      found = ReferenceTable.of(official.run(), fullPaths);
    }
    List<String> outputs = found.paths().stream().filter(fullPaths::containsValue).toList();
    RepeatedRun run = base.repeated(List.of(), paths, outputs);
    for (int k = 0; k < values.length; k++) {
      List<TablePoint> points = new ArrayList<>();
      for (int i = 0; i < times[k].length; i++) {
        points.add(new TablePoint(times[k][i], values[k][i], false));
      }
      run.setTable(k, new Formula.Table(points, false));
    }
    double[][] columns = new double[outputs.size()][run.times().length];
    run.execute(new double[0], RunControl.NONE, columns, 0);
    double[] thresholds = new double[outputs.size()];
    Arrays.fill(thresholds, 1e-15);
    ReferenceTable own = new ReferenceTable(outputs, thresholds, run.times(), columns);
    assertThat(outputs).hasSizeGreaterThan(20);
    double error = Comparison.of(found.only(Set.copyOf(outputs)), own).error();
    assertThat(error).isLessThan(BAR);
  }

  /** The caller sets what it says it sets: with the values of an individual, its results. */
  @Test
  void theOfficialSolverAgreesWhenItsParametersAreVaried() {
    Path xml = SharedFolder.required("models/simmodel/POPsim.xml");
    ReferencePopulation population = Oracle.population("POPsim.pop5");
    Optional<Path> libraries = NativeSimModel.folder();
    assumeTrue(libraries.isPresent(), "skipped: the official solver is not there (OSPSUITE_LIBS)");
    List<String> paths = List.copyOf(population.parameters().get(0).keySet());
    Map<Integer, String> fullPaths =
        Simulation.load(xml).model().observers().stream()
            .collect(Collectors.toMap(Observer::id, Observer::path));
    try (NativeSimModel official =
        NativeSimModel.load(NativeSimModel.kernel(libraries.get()), xml, paths)) {
      for (int i = 0; i < population.parameters().size(); i++) {
        Map<String, Double> values = population.parameters().get(i);
        official.set(paths.stream().mapToDouble(values::get).toArray());
        ReferenceTable found = ReferenceTable.of(official.run(), fullPaths);
        ReferenceTable expected = population.of(i).only(Set.copyOf(found.paths()));
        assertThat(expected.paths()).hasSizeGreaterThan(20);
        assertThat(Comparison.of(found, expected).error()).isLessThan(BAR);
      }
    }
  }
}
