package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our engine against the results of the official solver, model by model. */
class ParityTest {
  private static final double INITIAL_VALUES = 1e-12;
  private static final double TIGHT = 1e-7;
  private static final double TRUTH_IS_KNOWN_TO = 1e-7;
  private static final int MODELS_BETWEEN_ONE_AND_TWO_BARS = 3;

  private static final Map<String, String> initialErrors = new TreeMap<>();
  private static final Map<String, Comparison> tightRuns = new TreeMap<>();
  private static final Map<String, OwnRun> ownRuns = new TreeMap<>();

  /**
   * A run at the model's own tolerances, the bar it has to keep, and what the official solver
   * needed.
   */
  private record OwnRun(Comparison comparison, double official, Results results, String steps) {
    double bar() {
      return Math.max(official, TRUTH_IS_KNOWN_TO);
    }

    double ratio() {
      return comparison.error() / bar();
    }
  }

  /** All models for which the official solver has results. */
  static Stream<String> models() {
    List<String> names =
        SharedFolder.files("oracle", ".tight.csv.gz").stream()
            .map(f -> f.getFileName().toString().replace(".tight.csv.gz", ""))
            .filter(name -> !name.contains(".pop5"))
            .toList();
    return names.isEmpty() ? Stream.of("oracle-missing") : names.stream();
  }

  /** The models that the official solver runs at their own settings. */
  static Stream<String> runnableModels() {
    return models()
        .filter(m -> m.endsWith("missing") || !Oracle.summary().get(m).get("nsteps").isEmpty());
  }

  private static Simulation load(String model) {
    Path file = SharedFolder.required("models/simmodel/" + model + ".xml");
    return Simulation.load(file);
  }

  @ParameterizedTest
  @MethodSource("models")
  void initialValuesAgree(String model) {
    Simulation simulation = load(model);
    InitialValues values = new InitialValues(new ModelIndex(simulation.model()), Map.of());
    int compared = 0;
    List<String> wrong = new ArrayList<>();
    for (Oracle.Start start : Oracle.starts(model)) {
      if (start.table()) {
        continue;
      }
      double value = values.value(start.id());
      compared++;
      boolean same = Double.compare(value, start.value()) == 0 || value == start.value();
      if (!same && !(Math.abs(value - start.value()) <= INITIAL_VALUES * Math.abs(start.value()))) {
        wrong.add(start.path() + ": " + value + " instead of " + start.value());
      }
    }
    initialErrors.put(model, wrong.isEmpty() ? compared + " equal" : wrong.size() + " wrong");
    assertThat(compared).isPositive();
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("runnableModels")
  void tightRunAgrees(String model) {
    SimulationRun run = load(model).newRun();
    run.setAllQuantities(true);
    run.setTolerances(1e-14, 1e-10);
    Comparison comparison = Comparison.of(run.execute(), Oracle.results(model + ".tight"));
    tightRuns.put(model, comparison);
    // the reference itself is known to what its own check says, for one model ten times less than
    // for the others
    double known =
        Double.parseDouble(
            Oracle.summary().get(model).get("tight_selfcheck_maxrel").replaceAll("^$", "0"));
    assertThat(comparison.error())
        .as(comparison.toString())
        .isLessThanOrEqualTo(Math.max(TIGHT, 10 * known > TIGHT ? 10 * TIGHT : TIGHT));
  }

  @ParameterizedTest
  @MethodSource("runnableModels")
  void ownTolerancesAreAsGoodAsTheOfficialSolver(String model) {
    SimulationRun run = load(model).newRun();
    run.setAllQuantities(true);
    Results results = run.execute();
    Comparison comparison = Comparison.of(results, Oracle.results(model + ".tight"));
    double official =
        Double.parseDouble(Oracle.summary().get(model).get("default_vs_tight_maxrel"));
    OwnRun ownRun =
        new OwnRun(comparison, official, results, Oracle.summary().get(model).get("nsteps"));
    ownRuns.put(model, ownRun);
    assertThat(ownRun.ratio()).as(comparison.toString()).isLessThanOrEqualTo(2);
  }

  @AfterAll
  static void atMostThreeModelsMissTheBarAndTheReportIsWritten() {
    if (ownRuns.isEmpty()) {
      return;
    }
    long missed = ownRuns.values().stream().filter(r -> r.ratio() > 1).count();
    ParityReport.section("models", "Models", report());
    assertThat(missed).isLessThanOrEqualTo(MODELS_BETWEEN_ONE_AND_TWO_BARS);
  }

  private static String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Column-relative error: the largest |difference| / max(column maximum, threshold) over all columns and times, against the official solver's
        tight run. Tight: absTol 1e-14, relTol 1e-10, bar 1e-7 (ten times that where the reference itself is known to 1e-7 only). Own: the
        model's own tolerances, bar the official solver's own error or 1e-7, whichever is larger.

        | model | columns | initial values | tight | own | bar | own / bar | steps | official steps |
        |---|---|---|---|---|---|---|---|---|
        """);
    ownRuns.forEach(
        (model, run) ->
            text.append(
                "| %s | %d | %s | %.1e | %.1e | %.1e | %.2f | %d | %s |%n"
                    .formatted(
                        model,
                        run.comparison().columns(),
                        initialErrors.getOrDefault(model, "not run"),
                        tightRuns.containsKey(model) ? tightRuns.get(model).error() : Double.NaN,
                        run.comparison().error(),
                        run.bar(),
                        run.ratio(),
                        run.results().statistics().steps(),
                        run.steps())));
    long missed = ownRuns.values().stream().filter(r -> r.ratio() > 1).count();
    return text.append("%n%d models, %d above their bar.%n".formatted(ownRuns.size(), missed))
        .toString();
  }

  static Stream<List<String>> twins() {
    return Stream.of(
        List.of("RemoveBelowAbsTolTest", "RemoveBelowAbsTolTest"),
        List.of("S1_concentrBased", "BCM_Platelet6Lit"));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void pkmlAgreesWithItsXmlTwin(List<String> pair) {
    Simulation pkml =
        Simulation.load(SharedFolder.required("models/pkml/" + pair.get(0) + ".pkml"));
    Simulation xml = load(pair.get(1));
    Results a = tight(pkml);
    Results b = tight(xml);
    assertThat(a.times()).containsExactly(b.times(), within(1e-12));
    Map<String, double[]> other = new HashMap<>();
    b.series().forEach(s -> other.put(s.quantity().path(), s.values()));
    for (Results.Series s : a.series()) {
      double[] expected = other.get(s.quantity().path());
      assertThat(expected).as(s.quantity().path()).isNotNull();
      double scale = 1e-8;
      for (double e : expected) {
        scale = Math.max(scale, Math.abs(e));
      }
      assertThat(s.values())
          .as(s.quantity().path())
          .containsExactly(expected, within(1e-9 * scale));
    }
  }

  private static Results tight(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    run.setTolerances(1e-14, 1e-10);
    return run.execute();
  }

  static Stream<String> pkmlWithoutOracle() {
    return Stream.of("simple", "run", "concentration_based", "simple_simulation", "not_ok_sim");
  }

  @ParameterizedTest
  @MethodSource("pkmlWithoutOracle")
  void ownTolerancesAgreeWithATightRun(String name) {
    Simulation simulation = Simulation.load(SharedFolder.required("models/pkml/" + name + ".pkml"));
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    Results own = run.execute();
    Results tight = tight(simulation);
    int compared = 0;
    for (int k = 0; k < own.series().size(); k++) {
      QuantityInfo quantity = own.series().get(k).quantity();
      double[] expected = tight.series().get(k).values();
      double scale = 10 * run.settings().absTol();
      for (double e : expected) {
        scale = Double.isFinite(e) ? Math.max(scale, Math.abs(e)) : scale;
      }
      assertThat(own.series().get(k).values())
          .as(quantity.path())
          .usingComparatorWithPrecision(1e-3 * scale)
          .containsExactly(expected);
      compared++;
    }
    assertThat(compared).isPositive();
  }
}
