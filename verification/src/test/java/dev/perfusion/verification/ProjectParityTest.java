package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.UnknownPathException;
import dev.perfusion.engine.io.Individuals;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.Project;
import dev.perfusion.engine.io.ProjectSimulation;
import dev.perfusion.engine.io.StoredResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our engine against the results that PK-Sim and MoBi computed themselves and stored in their
 * project files, where those are current.
 */
class ProjectParityTest {
  private static final String FOLDER = "models/projects";
  private static final double STORED_AS_FLOAT = 1e-6;

  private static final Map<String, Row> rows = new TreeMap<>();

  /** What the report says of a simulation; individuals 0 while nothing was compared. */
  private static final class Row {
    private final Case simulation;
    private int steps;
    private int individuals;
    private int columns;
    private double error;
    private double ratio;

    Row(Case simulation) {
      this.simulation = simulation;
    }

    static Row of(Case c) {
      return rows.computeIfAbsent(c.toString(), name -> new Row(c));
    }

    void compared(int outputs, double worst, double worstRatio) {
      individuals++;
      columns = outputs;
      error = Math.max(error, worst);
      ratio = Math.max(ratio, worstRatio);
    }

    String line() {
      String start =
          "| "
              + simulation.file.getFileName()
              + " | "
              + simulation.simulation
              + " | "
              + steps
              + " | ";
      return start
          + (individuals == 0
              ? "none that are current | | | |\n"
              : String.format(
                  Locale.ROOT, "%d | %d | %.1e | %.2f |%n", individuals, columns, error, ratio));
    }
  }

  @AfterAll
  static void report() {
    if (rows.isEmpty()) {
      return;
    }
    StringBuilder text =
        new StringBuilder(
            """
            Every simulation of the project files runs to its end. Where the results that PK-Sim or MoBi stored are those of the model as it is
            now, ours are compared with them: the largest |difference| / column maximum. Bar 1e-4; 1e-3 for MoBi at relTol 1e-4; for PK-Sim 5
            1e-3, lumen outputs 1e-2.

            | project | simulation | steps | individuals compared | columns | error | error / bar |
            |---|---|---|---|---|---|---|
            """);
    rows.values().forEach(row -> text.append(row.line()));
    ParityReport.section("projects", "Project files", text.toString());
  }

  /** A simulation of a project. */
  record Case(Path file, String simulation) {
    @Override
    public String toString() {
      return file.getFileName() + " " + simulation;
    }
  }

  /** All simulations; one that names the missing folder when it is missing. */
  static Stream<Case> simulations() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Path file : SharedFolder.files(FOLDER, "")) {
      if (!file.toString().endsWith("negative")) {
        try (Project project = Project.open(file)) {
          project.simulations().forEach(s -> cases.add(new Case(file, s.name())));
        }
      }
    }
    return cases.isEmpty()
        ? Stream.of(new Case(SharedFolder.root().resolve(FOLDER), null))
        : cases.stream();
  }

  static Stream<Case> withCurrentResults() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Case c : simulations().toList()) {
      if (c.simulation == null) {
        return Stream.of(c);
      }
      try (Project project = Project.open(c.file)) {
        if (project.simulation(c.simulation).current()) {
          cases.add(c);
        }
      }
    }
    return cases.stream();
  }

  @Test
  void currentResultsAreFound() throws IOException {
    SharedFolder.required(FOLDER);
    assertThat(withCurrentResults().map(Case::toString))
        .containsExactlyInAnyOrder(
            "Ex_PID_1.pksim5 Diclofenac IV log MA",
            "ManualModel_Sim.mbp3 S1",
            "Mucosa_MultipleTransportDirections.pksim5 S1",
            "SimpleSimulationIV_710.pksim5 Dog",
            "SimpleSimulationIV_710.pksim5 Human",
            "SimpleSimulationIV_710.pksim5 POP");
  }

  @ParameterizedTest
  @MethodSource("simulations")
  void everySimulationRunsToItsEnd(Case c) {
    SharedFolder.required(FOLDER);
    Results results = Simulation.load(c.file, c.simulation).newRun().execute();

    assertThat(results.series()).isNotEmpty();
    assertThat(results.times()[results.times().length - 1]).isPositive();
    Row.of(c).steps = (int) results.statistics().steps();
  }

  @ParameterizedTest
  @MethodSource("withCurrentResults")
  void storedResultsAgree(Case c) throws IOException {
    SharedFolder.required(FOLDER);
    Simulation simulation = Simulation.load(c.file, c.simulation);
    try (Project project = Project.open(c.file)) {
      StoredResults stored = project.storedResults(c.simulation);
      boolean population =
          project.simulation(c.simulation).kind() == ProjectSimulation.Kind.POPULATION;
      Individuals individuals = population ? project.individuals(c.simulation) : null;
      assertThat(stored.individuals()).hasSize(population ? individuals.ids().length : 1);
      for (int i = 0; i < stored.individuals().size(); i++) {
        SimulationRun run = simulation.newRun();
        if (population) {
          assertThat(stored.individuals().get(i).id()).isEqualTo(individuals.ids()[i]);
          assertThat(set(run, individuals, i)).isGreaterThan(100);
        }
        compare(c, simulation, run.execute(), stored, stored.individuals().get(i));
      }
    }
  }

  /** Number of parameters that the model has. */
  private static int set(SimulationRun run, Individuals individuals, int individual) {
    int known = 0;
    for (int p = 0; p < individuals.paths().size(); p++) {
      try {
        run.set(individuals.paths().get(p), individuals.values()[p][individual]);
        known++;
      } catch (UnknownPathException e) {
        throw new AssertionError("every path is in the model", e);
      }
    }
    return known;
  }

  private static void compare(
      Case c,
      Simulation simulation,
      Results ours,
      StoredResults stored,
      StoredResults.Individual expected) {
    assertThat(ours.times()).hasSameSizeAs(stored.times());
    for (int k = 0; k < stored.times().length; k++) {
      assertThat(ours.times()[k] - stored.times()[k])
          .isBetween(-STORED_AS_FLOAT * stored.times()[k], STORED_AS_FLOAT * stored.times()[k]);
    }
    Map<String, double[]> columns = new HashMap<>();
    ours.series().forEach(s -> columns.put(s.quantity().fullPath(), s.values()));
    assertThat(columns).containsKeys(expected.paths().toArray(String[]::new));
    double worst = 0;
    double ratio = 0;
    List<String> wrong = new ArrayList<>();
    for (int p = 0; p < expected.paths().size(); p++) {
      String path = expected.paths().get(p);
      double error = error(columns.get(path), expected.values()[p]);
      double bar = bar(simulation, path);
      worst = Math.max(worst, error);
      ratio = Math.max(ratio, error / bar);
      if (!(error <= bar)) {
        wrong.add(path + ": " + error);
      }
    }
    Row.of(c).compared(expected.paths().size(), worst, ratio);
    assertThat(wrong).as(c.toString()).isEmpty();
  }

  /** Largest |difference| over the column maximum; infinite where only one of the two is NaN. */
  private static double error(double[] ours, double[] expected) {
    double scale = Double.MIN_NORMAL;
    for (double e : expected) {
      scale = Double.isFinite(e) ? Math.max(scale, Math.abs(e)) : scale;
    }
    double worst = 0;
    for (int k = 0; k < expected.length; k++) {
      boolean same = ours[k] == expected[k] || Double.isNaN(ours[k]) && Double.isNaN(expected[k]);
      double difference = same ? 0 : Math.abs(ours[k] - expected[k]) / scale;
      worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return worst;
  }

  private static double bar(Simulation simulation, String path) {
    String format = simulation.model().format();
    boolean old = format.startsWith("PK-Sim") && Integer.parseInt(format.split(" ")[2]) < 68;
    if (old) {
      return path.contains("Lumen") ? 1e-2 : 1e-3;
    }
    return simulation.model().solver().relTol() >= 1e-4 ? 1e-3 : 1e-4;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "empty.pksim5; the file is empty",
        "MucosaInflux_Hill.pksim5; has no simulation, only building blocks",
        "NegativeInitialValue.mbp3; 2 bytes shorter than it has to be",
        "Test_Project.mbp3; has several simulations, name one of them"
            + ": \"TestSim_2Modules\", \"TestSim_2Modules_noICSelected\""
      })
  void unusableProjectsAreRefused(String name, String message) {
    Path file = SharedFolder.required(FOLDER + "/negative/" + name);

    assertThatThrownBy(() -> Simulation.load(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void emptyModelsAreRefused() {
    Path file = SharedFolder.required(FOLDER + "/negative/Test_Project.mbp3");

    assertThatThrownBy(() -> Simulation.load(file, "TestSim_2Modules"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("simulation TestSim_2Modules")
        .hasMessageContaining("its model is empty, it has no equations");
  }
}
