package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelCompiler;
import dev.perfusion.engine.ode.ModelIndex;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.fixtures.SmallModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that need no reference results. */
class CrossChecksTest {
  private static final Set<String> AMOUNTS = Set.of("µmol", "umol", "mol");
  private static final Map<String, String> balances = new TreeMap<>();
  private static final Map<String, String> convergence = new TreeMap<>();

  static Stream<String> models() {
    return JacobianTest.models();
  }

  private static Simulation load(String file) {
    return Simulation.load(SharedFolder.required("models/" + file));
  }

  /**
   * Groups of species with one name, and all amounts together, whose right-hand sides add up to
   * zero whatever the state: closed by structure.
   */
  private static Map<String, List<Species>> closedGroups(Simulation simulation) {
    ModelIndex index = new ModelIndex(simulation.model());
    CompiledModel compiled = ModelCompiler.compile(index, List.of(), Set.of());
    ModelOde ode = new ModelOde(compiled, new double[0]);
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < compiled.states().size(); i++) {
      groups.computeIfAbsent(compiled.states().get(i).name(), n -> new ArrayList<>()).add(i);
      if (AMOUNTS.contains(compiled.states().get(i).unit())) {
        groups.computeIfAbsent("all amounts", n -> new ArrayList<>()).add(i);
      }
    }
    groups.values().removeIf(members -> members.size() < 2);
    Random random = new Random(1);
    double[] f = new double[compiled.states().size()];
    for (int trial = 0; trial < 5; trial++) {
      double[] y = ode.initialState();
      for (int i = 0; i < y.length; i++) {
        y[i] = Math.abs(y[i]) * (0.5 + random.nextDouble()) + random.nextDouble();
      }
      ode.rhs(1.5 * trial, y, f);
      groups
          .values()
          .removeIf(
              members -> {
                double sum = 0;
                double size = 0;
                for (int i : members) {
                  double rate = f[i] * compiled.states().get(i).scaleFactor();
                  sum += rate;
                  size += Math.abs(rate);
                }
                return !(size > 0) || !(Math.abs(sum) <= 1e-11 * size);
              });
    }
    Map<String, List<Species>> closed = new LinkedHashMap<>();
    groups.forEach(
        (name, members) -> closed.put(name, members.stream().map(compiled.states()::get).toList()));
    return closed;
  }

  /** Events may open a group, by an infusion for example. */
  private static void keepThoseClosedAllAlong(
      Simulation simulation, Map<String, List<Species>> groups) {
    Trajectory trajectory;
    try {
      trajectory = new Trajectory(simulation);
    } catch (SimulationFailedException e) {
      return;
    }
    ModelOde ode = trajectory.ode();
    Map<String, Integer> position = new HashMap<>();
    trajectory.compiled().states().forEach(s -> position.put(s.path(), position.size()));
    double[] f = new double[position.size()];
    Random random = new Random(3);
    trajectory.visit(
        Integer.MAX_VALUE,
        (y, t) -> {
          for (int i = 0; i < y.length; i++) {
            y[i] = Math.abs(y[i]) * (0.5 + random.nextDouble()) + random.nextDouble();
          }
          ode.rhs(t, y, f);
          groups.values().removeIf(group -> !balanced(group, position, f));
        });
  }

  private static boolean balanced(List<Species> group, Map<String, Integer> position, double[] f) {
    double sum = 0;
    double size = 0;
    for (Species species : group) {
      double rate = f[position.get(species.path())] * species.scaleFactor();
      sum += rate;
      size += Math.abs(rate);
    }
    return Math.abs(sum) <= 1e-11 * size;
  }

  @ParameterizedTest
  @MethodSource("models")
  void massIsConservedInEveryClosedModel(String file) {
    conserves(file, load(file));
  }

  @Test
  void massIsConservedInTheDemoModel() {
    Simulation demo =
        Simulation.load(DemoModel.class.getResourceAsStream(DemoModel.FILE_NAME), "demo.pkml");
    conserves("demo.pkml", demo);
    assertThat(balances.get("demo.pkml")).doesNotStartWith("not closed");
  }

  private static void conserves(String file, Simulation simulation) {
    Map<String, List<Species>> groups = closedGroups(simulation);
    if (!groups.isEmpty()) {
      keepThoseClosedAllAlong(simulation, groups);
    }
    if (groups.isEmpty()) {
      balances.put(file, "not closed");
      return;
    }
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    run.setTolerances(
        Math.min(1e-12, run.settings().absTol()), Math.min(1e-9, run.settings().relTol()));
    Results results;
    try {
      results = run.execute();
    } catch (SimulationFailedException e) {
      assertThat(e.getMessage()).containsAnyOf("negative", "MxStep");
      balances.put(file, "not run: refused at its own settings");
      return;
    }
    Map<String, double[]> columns = new HashMap<>();
    results.series().forEach(s -> columns.put(s.quantity().fullPath(), s.values()));
    List<String> report = new ArrayList<>();
    groups.forEach(
        (name, members) -> {
          long doses = doses(simulation, members);
          double drift = drift(members, columns, results.times().length, doses);
          report.add("%s (%d species): %.1e".formatted(name, members.size(), drift));
          assertThat(drift).as(file + " " + name).isLessThanOrEqualTo(1e-9);
        });
    balances.put(file, String.join("; ", report));
  }

  private static long doses(Simulation simulation, List<Species> members) {
    Set<Integer> ids = members.stream().map(Species::id).collect(Collectors.toSet());
    return simulation.model().events().stream()
        .flatMap(e -> e.assignments().stream())
        .map(Event.Assignment::targetId)
        .filter(ids::contains)
        .count();
  }

  /** Largest relative change of the sum between two outputs, the largest few doses left out. */
  private static double drift(
      List<Species> members, Map<String, double[]> columns, int rows, long doses) {
    double[] total = new double[rows];
    double size = 0;
    for (int r = 0; r < rows; r++) {
      double absolute = 0;
      for (Species s : members) {
        total[r] += columns.get(s.path())[r];
        absolute += Math.abs(columns.get(s.path())[r]);
      }
      size = Math.max(size, absolute);
    }
    double[] changes = new double[rows - 1];
    for (int r = 1; r < rows; r++) {
      changes[r - 1] = Math.abs(total[r] - total[r - 1]);
    }
    Arrays.sort(changes);
    int last = (int) (changes.length - 1 - doses);
    return size == 0 || last < 0 ? 0 : changes[last] / size;
  }

  private static void follows(Results results, String name, DoubleUnaryOperator exact) {
    double[] values = SmallModels.values(results, name);
    double[] expected = Arrays.stream(results.times()).map(exact).toArray();
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(values).as(name).containsExactly(expected, within(1e-7 * scale));
  }

  private static Results tight(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    run.setTolerances(1e-14, 1e-10);
    return run.execute();
  }

  @Test
  void testsystem06IsExponential() {
    Results results = tight(load("simmodel/SimModel4_ExampleInput06.xml"));
    follows(results, "y1", t -> Math.exp(t) + Math.exp(-t));
    follows(results, "y2", t -> Math.exp(t) - Math.exp(-t));
  }

  @Test
  void s3IsExponential() {
    Simulation s3 = load("simmodel/S3_reduced.xml");
    double k = s3.newRun().value("Organism|k");
    double a0 = s3.newRun().value("Organism|A0");
    follows(tight(s3), "C1", t -> a0 * Math.exp(-k * t));
  }

  @Test
  void oneCompartmentIntravenous() {
    Simulation model =
        new SmallModel("A", "dose", "CL", "V", "C", "rate", "end")
            .species("A", "dose", "rate-CL/V*A")
            .parameter("dose", "100")
            .parameter("CL", "3")
            .parameter("V", "20")
            .parameter("rate", "10")
            .parameter("end", "4")
            .observer("C", "A/V")
            .event("Time>=end", true, "rate", "0", "value")
            .outputs(0.5, 1, 2, 4, 6, 12, 24)
            .as(SmallModels::simulation);
    double k = 3 / 20.0;
    follows(
        tight(model),
        "C",
        t -> {
          double infused = 10 / k * (1 - Math.exp(-k * Math.min(t, 4)));
          return (100 * Math.exp(-k * t) + infused * Math.exp(-k * Math.max(0, t - 4))) / 20;
        });
  }

  @Test
  void oneCompartmentOral() {
    Simulation model =
        new SmallModel("gut", "A", "ka", "k", "F")
            .species("gut", "0", "0-ka*gut")
            .species("A", "0", "F*ka*gut-k*A")
            .parameter("ka", "1.2")
            .parameter("k", "0.15")
            .parameter("F", "0.7")
            .event("Time=0.5", true, "gut", "gut+50", "value")
            .outputs(0.5, 1, 2, 4, 6, 12, 24)
            .as(SmallModels::simulation);
    follows(
        tight(model),
        "A",
        t ->
            t <= 0.5
                ? 0
                : 0.7
                    * 50
                    * 1.2
                    / (1.2 - 0.15)
                    * (Math.exp(-0.15 * (t - 0.5)) - Math.exp(-1.2 * (t - 0.5))));
  }

  /** Models without tables in their right-hand sides and without events after the start. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "S3_reduced",
        "SimModel4_ExampleInput06",
        "BCM_Platelet6Lit",
        "PKSim_Input_01",
        "CPPExportTest01",
        "Modified_ScaleFactors_opt",
        "InfinityTest",
        "POPsim"
      })
  void tighterTolerancesCutTheError(String model) {
    Simulation simulation = load("simmodel/" + model + ".xml");
    ReferenceTable reference = Oracle.results(model + ".tight");
    List<Double> errors = new ArrayList<>();
    for (int k = 5; k <= 10; k++) {
      errors.add(error(simulation, reference, k));
    }
    convergence.put(
        model, errors.stream().map("%.1e"::formatted).collect(Collectors.joining(" | ")));
    for (int k = 1; k < errors.size(); k++) {
      if (errors.get(k) > 1e-9) {
        assertThat(errors.get(k - 1) / errors.get(k))
            .as("gain from 1e-%d to 1e-%d of %s", k + 4, k + 5, errors)
            .isGreaterThanOrEqualTo(3);
      }
    }
  }

  /**
   * Typical error around a tolerance: the error of a single run scatters by a factor of 3, so the
   * geometric mean over runs spread evenly over the decade around it and over three ratios of the
   * absolute to the relative tolerance.
   */
  private static double error(Simulation simulation, ReferenceTable reference, int digits) {
    double logarithms = 0;
    int runs = 0;
    for (double shift : new double[] {-0.4, -0.2, 0, 0.2, 0.4}) {
      for (double ratio : new double[] {1e-3, 1e-4, 1e-5}) {
        SimulationRun run = simulation.newRun();
        run.setAllQuantities(true);
        double relTol = Math.pow(10, shift - digits);
        run.setTolerances(ratio * relTol, relTol);
        logarithms += Math.log(Math.max(1e-16, Comparison.of(run.execute(), reference).error()));
        runs++;
      }
    }
    return Math.exp(logarithms / runs);
  }

  static Stream<List<String>> twins() {
    return ParityTest.twins();
  }

  @ParameterizedTest
  @MethodSource("twins")
  void twinsHaveEqualInitialValuesAndRightHandSides(List<String> pair) {
    Simulation pkml = load("pkml/" + pair.get(0) + ".pkml");
    Simulation xml = load("simmodel/" + pair.get(1) + ".xml");
    ModelIndex a = new ModelIndex(pkml.model());
    ModelIndex b = new ModelIndex(xml.model());
    InitialValues valuesA = new InitialValues(a, Map.of());
    InitialValues valuesB = new InitialValues(b, Map.of());
    Map<String, Integer> idsA = new HashMap<>();
    a.quantities().forEach(q -> idsA.put(inner(q.path()), q.id()));
    int compared = 0;
    for (var quantity : b.quantities()) {
      Integer id = idsA.get(inner(quantity.path()));
      if (id != null) {
        double expected = valuesB.value(quantity.id());
        assertThat(valuesA.value(id))
            .as(quantity.path())
            .isCloseTo(expected, within(1e-12 * Math.abs(expected)));
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(b.model().species().size());
    compareRates(a, b);
  }

  private static void compareRates(ModelIndex a, ModelIndex b) {
    CompiledModel modelA = ModelCompiler.compile(a, List.of(), Set.of());
    CompiledModel modelB = ModelCompiler.compile(b, List.of(), Set.of());
    ModelOde odeA = new ModelOde(modelA, new double[0]);
    ModelOde odeB = new ModelOde(modelB, new double[0]);
    int n = modelB.states().size();
    assertThat(modelA.states()).hasSize(n);
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < n; i++) {
      positions.put(inner(modelA.states().get(i).path()), i);
    }
    Random random = new Random(2);
    for (int trial = 0; trial < 10; trial++) {
      double[] yB = odeB.initialState();
      double[] yA = new double[n];
      for (int i = 0; i < n; i++) {
        yB[i] = yB[i] * (0.5 + random.nextDouble()) + random.nextDouble();
        yA[positions.get(inner(modelB.states().get(i).path()))] = yB[i];
      }
      double[] fA = new double[n];
      double[] fB = new double[n];
      odeA.rhs(trial, yA, fA);
      odeB.rhs(trial, yB, fB);
      double largest = Arrays.stream(fB).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < n; i++) {
        String path = inner(modelB.states().get(i).path());
        assertThat(fA[positions.get(path)])
            .as(path)
            .isCloseTo(fB[i], within(1e-12 * Math.max(Math.abs(fB[i]), 1e-3 * largest)));
      }
    }
  }

  private static String inner(String path) {
    return path.substring(path.indexOf('|') + 1);
  }

  @AfterAll
  static void report() {
    StringBuilder balance =
        new StringBuilder(
            """
            Groups of species whose right-hand sides add up to zero at any state, and the largest relative change of their sum from output to output,
            doses left out. Bar 1e-9.

            | model | closed groups |
            |---|---|
            """);
    balances.forEach((model, text) -> balance.append("| %s | %s |%n".formatted(model, text)));
    if (!balances.isEmpty()) {
      ParityReport.section("balance", "Mass balance", balance.toString());
    }
    StringBuilder order =
        new StringBuilder(
            """
            Error against the official solver's tight run as the tolerances tighten. The error of a single run scatters, so this is the
            geometric mean over 15 runs: relTol spread over the decade around the one named, absTol 1e-3, 1e-4 and 1e-5 times relTol. Each step must cut it at least threefold until it is 1e-9.

            | model | 1e-5 | 1e-6 | 1e-7 | 1e-8 | 1e-9 | 1e-10 |
            |---|---|---|---|---|---|---|
            """);
    convergence.forEach((model, text) -> order.append("| %s | %s |%n".formatted(model, text)));
    if (!convergence.isEmpty()) {
      ParityReport.section("tolerances", "Tighter tolerances", order.toString());
    }
  }
}
