package dev.perfusion.verification.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.tool.CalculatePkParameters;
import dev.perfusion.bridge.tool.CancelJob;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.GetParameterValue;
import dev.perfusion.bridge.tool.GetPopulationResults;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.ListParameters;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunPopulationSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.UnloadSimulation;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.model.UnitException;
import dev.perfusion.fixtures.SlowModel;
import dev.perfusion.verification.population.PopulationFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every adapter keeps to, whatever engine is behind it. The measure is our engine in this JVM:
 * what it knows of a model, the others know too, and their runs are close to its runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AdapterContract {
  private static final ModelSource DEMO = new ModelSource.Demo();
  private static final String WEIGHT = "Organism|Weight";
  private static final long LONGEST_MS = 20_000;

  /** Of a time limit the best counts: how long a busy machine lets a thread wait is not asked. */
  private static final int ATTEMPTS = 3;

  private final InProcessAdapter measure = new InProcessAdapter(4, 60_000);

  private Path folder;
  private Bridge bridge;
  private SimulationAdapter adapter;

  /** Which adapter; skips with a message where it cannot work. */
  abstract AdapterSettings settings();

  /** How far its results may be from ours, relative to the largest value of a curve. */
  abstract double closeness();

  /** Kills all processes behind it; false when there are none. */
  boolean kill(SimulationAdapter victim) {
    return false;
  }

  @BeforeAll
  void open(@TempDir Path temporary) throws IOException {
    folder = temporary;
    SlowModel.writeTo(folder);
    BridgeConfig config =
        BridgeConfig.builder().modelSearchPaths(folder).adapter(settings()).build();
    bridge = Bridge.open(config);
    adapter = bridge.adapter();
    long end = System.nanoTime() + LONGEST_MS * 1_000_000;
    while (!adapter.health().ready() && System.nanoTime() < end) {
      sleep();
    }
    assumeTrue(adapter.health().available(), () -> "skipped: " + adapter.health().issues());
    assertThat(adapter.name()).isEqualTo(config.adapter().backend().wireName());
    assertThat(bridge.health().status()).isEqualTo("ok");
  }

  @AfterAll
  void close() {
    if (bridge != null) {
      bridge.close();
    }
    measure.close();
  }

  private static void sleep() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void load(String id, String file) {
    bridge.call(new LoadSimulation.Request(file, id));
  }

  private void loadDemo(String id) {
    load(id, ModelSource.Demo.LABEL);
  }

  private GetJobStatus.Response ended(String jobId) {
    long end = System.nanoTime() + LONGEST_MS * 1_000_000;
    GetJobStatus.Response status = bridge.call(new GetJobStatus.Request(jobId));
    while (status.finishedAt() == null && System.nanoTime() < end) {
      sleep();
      status = bridge.call(new GetJobStatus.Request(jobId));
    }
    return status;
  }

  private Results run(String id) {
    RunSimulation.Response job = bridge.call(RunSimulation.Request.andWait(id));
    assertThat(job.status()).as("%s", job.error()).isEqualTo("succeeded");
    return ((StoredRun) bridge.results().get(job.resultsId())).results();
  }

  private void set(String id, String path, double value) {
    bridge.call(
        "set_parameter_value", Map.of("simulationId", id, "parameterPath", path, "value", value));
  }

  private void assertClose(Results found, Results expected) {
    assertThat(found.times()).isEqualTo(expected.times());
    Map<String, double[]> columns = new LinkedHashMap<>();
    found.series().forEach(one -> columns.put(one.quantity().fullPath(), one.values()));
    assertThat(found.series().stream().map(Results.Series::quantity).toList())
        .containsExactlyInAnyOrderElementsOf(
            expected.series().stream().map(Results.Series::quantity).toList());
    for (Results.Series one : expected.series()) {
      double largest = 1e-9;
      double difference = 0;
      for (int i = 0; i < one.values().length; i++) {
        largest = Math.max(largest, Math.abs(one.values()[i]));
        difference =
            Math.max(
                difference, Math.abs(one.values()[i] - columns.get(one.quantity().fullPath())[i]));
      }
      assertThat(difference / largest).as(one.quantity().path()).isLessThanOrEqualTo(closeness());
    }
  }

  private Results expected(Map<String, Double> values) {
    AdapterSession session = measure.open(DEMO);
    session.set(values);
    return session.prepare().execute(RunControl.NONE);
  }

  @Test
  void loadTellsWhatTheModelIs() {
    LoadSimulation.Response loaded =
        bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "load"));
    var known = measure.open(DEMO).info();
    assertThat(loaded.metadata().sha256()).isEqualTo(known.sha256());
    assertThat(loaded.metadata().name()).isEqualTo(known.name());
    assertThat(loaded.metadata().parameters()).isEqualTo(known.parameters());
    assertThat(loaded.metadata().species()).isEqualTo(known.species());
    assertThat(loaded.metadata().observers()).isEqualTo(known.observers());
    assertThat(loaded.metadata().backend()).isEqualTo(adapter.name());
    assertThatThrownBy(() -> loadDemo("load")).hasMessageContaining("load");
  }

  @Test
  void listsWhatTheModelHas() {
    assertThat(adapter.open(DEMO).quantities())
        .containsExactlyElementsOf(measure.open(DEMO).quantities());
    loadDemo("list");
    assertThat(
            bridge.call("list_parameters", Map.of("simulationId", "list", "searchPattern", WEIGHT)))
        .isInstanceOfSatisfying(
            ListParameters.Response.class,
            found -> assertThat(found.parameters()).contains(WEIGHT));
  }

  @Test
  void readsEveryValue() {
    AdapterSession session = adapter.open(DEMO);
    AdapterSession known = measure.open(DEMO);
    List<QuantityInfo> all = known.quantities();
    for (int i = 0; i < all.size(); i += Math.max(1, all.size() / 40)) {
      String path = all.get(i).path();
      if (all.get(i).kind() != QuantityInfo.Kind.OBSERVER) {
        assertThat(session.value(path)).as(path).isEqualTo(known.value(path));
      }
    }
  }

  @Test
  void setsAllValuesOrNone() {
    AdapterSession session = adapter.open(DEMO);
    double before = session.value(WEIGHT);
    AdapterSession other = session.copy();
    session.set(Map.of(WEIGHT, 61.5));
    assertThat(session.value(WEIGHT)).isEqualTo(61.5);
    assertThat(session.changes())
        .containsExactly(Map.entry(session.quantity(WEIGHT).fullPath(), 61.5));
    assertThat(other.value(WEIGHT)).isEqualTo(before);
    assertThat(other.changes()).isEmpty();
    Map<String, Double> half = new LinkedHashMap<>();
    half.put(WEIGHT, 99.0);
    half.put("Organism|Nothing", 1.0);
    assertThatThrownBy(() -> session.set(half))
        .isInstanceOfSatisfying(
            BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(session.value(WEIGHT)).isEqualTo(61.5);
  }

  @Test
  void convertsUnits() {
    loadDemo("units");
    bridge.call(
        "set_parameter_value",
        Map.of("simulationId", "units", "parameterPath", WEIGHT, "value", 80_000, "unit", "g"));
    GetParameterValue.Response value =
        (GetParameterValue.Response)
            bridge.call(
                "get_parameter_value", Map.of("simulationId", "units", "parameterPath", WEIGHT));
    assertThat(value.parameter().value()).isEqualTo(80);
    assertThatThrownBy(
            () ->
                bridge.call(
                    "set_parameter_value",
                    Map.of(
                        "simulationId",
                        "units",
                        "parameterPath",
                        WEIGHT,
                        "value",
                        1,
                        "unit",
                        "ml")))
        .isInstanceOfSatisfying(
            BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
  }

  @Test
  void knowsWeightsDependentsAndDoses() {
    AdapterSession session = adapter.open(DEMO);
    AdapterSession known = measure.open(DEMO);
    assertThat(session.dependents(WEIGHT)).isEqualTo(known.dependents(WEIGHT));
    int weights = 0;
    for (QuantityInfo one : known.quantities()) {
      if (one.output()) {
        assertThat(session.dosing(one.path())).isEqualTo(known.dosing(one.path()));
        assertThat(session.molecularWeight(one.path()))
            .isEqualTo(known.molecularWeight(one.path()));
        weights++;
      }
    }
    assertThat(weights).isPositive();
    assertThatThrownBy(() -> session.molecularWeight(WEIGHT)).isInstanceOf(UnitException.class);
  }

  @Test
  void runsAndKeepsResults() {
    loadDemo("run");
    assertClose(run("run"), expected(Map.of()));
    RunSimulation.Response job = bridge.call(RunSimulation.Request.andWait("run"));
    GetResults.Response shown = bridge.call(GetResults.Request.of(job.resultsId()));
    assertThat(shown.backend()).isEqualTo(adapter.name());
    assertThat(shown.series()).isNotEmpty();
  }

  @Test
  void changedValuesChangeTheRun() {
    loadDemo("changed");
    run("changed");
    set("changed", WEIGHT, 50);
    Results found = run("changed");
    assertClose(found, expected(Map.of(WEIGHT, 50.0)));
    assertThatThrownBy(() -> assertClose(found, expected(Map.of())))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aPreparedRunKeepsItsValues() {
    AdapterSession session = adapter.open(DEMO);
    PreparedRun run = session.prepare();
    session.set(Map.of(WEIGHT, 40.0));
    assertClose(run.execute(RunControl.NONE), expected(Map.of()));
    assertClose(run.execute(RunControl.NONE), expected(Map.of()));
  }

  @Test
  void pkParametersKnowTheDoses() {
    loadDemo("pk");
    RunSimulation.Response job = bridge.call(RunSimulation.Request.andWait("pk"));
    CalculatePkParameters.Response pk =
        bridge.call(CalculatePkParameters.Request.of(job.resultsId()));
    assertThat(pk.warnings()).isEmpty();
    assertThat(pk.metrics()).anyMatch(one -> one.doses() > 0 && one.cmax() > 0);
  }

  @Test
  void unknownIdsAndPathsAreNotFound() {
    assertThatThrownBy(() -> bridge.call(RunSimulation.Request.of("nobody")))
        .isInstanceOfSatisfying(
            BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    AdapterSession session = adapter.open(DEMO);
    assertThatThrownBy(() -> session.value("Organism|Weigth"))
        .isInstanceOfSatisfying(
            BridgeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
              assertThat(e.details().get(0).hint()).contains("Organism|Weight");
            });
    assertThatThrownBy(() -> session.quantity("x")).isInstanceOf(BridgeException.class);
    assertThatThrownBy(() -> bridge.call(new GetJobStatus.Request("nobody")))
        .isInstanceOf(BridgeException.class);
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    Path file = folder.resolve("none.pkml");
    Files.writeString(file, "<Simulation");
    assertThatThrownBy(() -> load("none", file.toString()))
        .isInstanceOfSatisfying(
            BridgeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(e).hasMessageContaining("none.pkml");
            });
  }

  @Test
  void aRunCanBeCancelled() {
    load("cancel", SlowModel.FILE_NAME);
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best >= 500; attempt++) {
      RunSimulation.Response job = bridge.call(RunSimulation.Request.of("cancel"));
      long end = System.nanoTime() + LONGEST_MS * 1_000_000;
      while (bridge.call(new GetJobStatus.Request(job.jobId())).progress() <= 0
          && System.nanoTime() < end) {
        sleep();
      }
      if (!adapter.name().equals("ospsuite")) {
        assertThat(bridge.call(new GetJobStatus.Request(job.jobId())).progress()).isPositive();
      }
      long asked = System.nanoTime();
      bridge.call(new CancelJob.Request(job.jobId()));
      assertThat(ended(job.jobId()).status()).isEqualTo("cancelled");
      best = Math.min(best, (System.nanoTime() - asked) / 1e6);
    }
    assertThat(best).as("ms").isLessThan(500);
    loadDemo("after");
    assertClose(run("after"), expected(Map.of()));
  }

  @Test
  void aRunEndsWithItsTime() {
    load("late", SlowModel.FILE_NAME);
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best > 1000; attempt++) {
      RunSimulation.Response job =
          bridge.call(new RunSimulation.Request("late", null, 0.5, null, null, null));
      GetJobStatus.Response ended = ended(job.jobId());
      assertThat(ended.status()).isEqualTo("timeout");
      best = Math.min(best, ended.executionMs());
    }
    assertThat(best).isBetween(500.0, 1000.0);
    loadDemo("later");
    assertClose(run("later"), expected(Map.of()));
  }

  @Test
  void unloadedIsGoneAndMayComeBack() {
    loadDemo("unload");
    set("unload", WEIGHT, 10);
    bridge.call(new UnloadSimulation.Request("unload"));
    assertThatThrownBy(() -> run("unload")).isInstanceOf(BridgeException.class);
    loadDemo("unload");
    assertClose(run("unload"), expected(Map.of()));
  }

  @Test
  void sessionsSideBySideDoNotMix() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        double weight = 50 + 10 * i;
        done.add(
            threads.submit(
                () -> {
                  AdapterSession session = adapter.open(DEMO);
                  session.set(Map.of(WEIGHT, weight));
                  for (int k = 0; k < 3; k++) {
                    assertThat(session.value(WEIGHT)).isEqualTo(weight);
                    assertClose(
                        session.prepare().execute(RunControl.NONE),
                        expected(Map.of(WEIGHT, weight)));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Individuals of various weights of a demo model in which another value was set. */
  private PopulationPlan crowd() {
    AdapterSession session = measure.open(DEMO);
    session.set(Map.of("Drug|Intrinsic clearance", 0.9));
    return WorkerPopulationsTest.plan(
        new RunRecipe(DEMO, session.info().sha256(), session.changes()), 60, 2);
  }

  @Test
  void populationsHaveTheSameBytesWhereverTheyRun() throws IOException {
    assumeTrue(adapter.runsPopulations(), () -> adapter.name() + " runs no populations");
    PopulationPlan plan = crowd();
    assertThat(adapter.checked(plan).json()).isEqualTo(measure.checked(plan).json());
    List<PopulationControl.Progress> told = Collections.synchronizedList(new ArrayList<>());
    PopulationControl control =
        new PopulationControl() {
          @Override
          public boolean stopped() {
            return false;
          }

          @Override
          public void progress(Progress progress) {
            told.add(progress);
          }
        };
    Path here = folder.resolve("populations").resolve("here");
    Path there = folder.resolve("populations").resolve("there");
    measure.runPopulation(plan, here, 1, PopulationControl.NONE);
    Manifest manifest = adapter.runPopulation(plan, there, 2, control);
    assertThat(manifest.state()).isEqualTo(Manifest.State.SUCCEEDED);
    assertThat(manifest.progress().runsDone()).isEqualTo(120);
    assertThat(PopulationFiles.content(there)).isEqualTo(PopulationFiles.content(here));
    assertThat(told.get(told.size() - 1).subjectsDone()).isEqualTo(60);
  }

  @Test
  void populationsRunOrAreRefusedClearly() {
    loadDemo("crowd");
    Map<String, Object> request =
        Map.of(
            "simulationId",
            "crowd",
            "cohort",
            Map.of("size", 3, "seed", 1),
            "parameters",
            List.of(
                Map.of(
                    "path",
                    WEIGHT,
                    "level",
                    "subject",
                    "distribution",
                    "normal",
                    "mean",
                    70,
                    "sd",
                    5)),
            "waitMs",
            20_000);
    if (adapter.runsPopulations()) {
      RunPopulationSimulation.Response done =
          (RunPopulationSimulation.Response) bridge.call("run_population_simulation", request);
      assertThat(done.status()).as("%s", done.error()).isEqualTo("succeeded");
      assertThat(done.work().done()).isEqualTo(3);
      assertThat(bridge.call(GetPopulationResults.Request.of(done.resultsId())).aggregates())
          .containsKey("meanCmax");
      return;
    }
    PopulationPlan plan = crowd();
    Path nowhere = folder.resolve("populations").resolve("nowhere");
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> bridge.call("run_population_simulation", request),
            () -> adapter.checked(plan),
            () -> adapter.runPopulation(plan, nowhere, 1, PopulationControl.NONE))) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING))
          .hasMessageStartingWith("the adapter " + adapter.name() + " (")
          .hasMessageContaining("runs no populations")
          .hasMessageContaining("ADAPTER_BACKEND=inprocess")
          .hasMessageContaining("ADAPTER_BACKEND=subprocess and ADAPTER_WORKER_ENGINE=inprocess");
    }
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void aKilledProcessIsReplacedAndItsSessionsAreThere() {
    loadDemo("killed");
    set("killed", WEIGHT, 55);
    run("killed");
    assumeTrue(kill(adapter), "no process is behind this adapter");
    GetParameterValue.Response value =
        (GetParameterValue.Response)
            bridge.call(
                "get_parameter_value", Map.of("simulationId", "killed", "parameterPath", WEIGHT));
    assertThat(value.parameter().value()).isEqualTo(55);
    assertClose(run("killed"), expected(Map.of(WEIGHT, 55.0)));
  }
}
