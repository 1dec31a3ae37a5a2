package dev.perfusion.verification.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunPopulationSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.fixtures.SlowModel;
import dev.perfusion.verification.population.PopulationFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Populations in worker processes: stopped, bereft of their workers, refused. */
class WorkerPopulationsTest {
  private static final AdapterSettings SUBPROCESS =
      AdapterSettings.DEFAULT
          .with(AdapterSettings.Backend.SUBPROCESS)
          .with(new AdapterSettings.Pool(1, 2, 300_000, 0, false, 512));
  private static final ModelSource DEMO = new ModelSource.Demo();
  private static final String PLASMA = "Organism|VenousBlood|Drug|Plasma concentration";

  @TempDir private Path folder;

  @AfterEach
  void noFault() {
    System.clearProperty(FaultyWorker.FAULT);
    System.clearProperty(FaultyWorker.FOLDER);
  }

  private static String workload(int size, int replicates) {
    return "{\"cohort\":{\"size\":"
        + size
        + ",\"seed\":5,\"covariates\":[{\"name\":\"Sex\",\"values\":[\"f\",\"m\"]}]},\"replicates\":"
        + replicates
        + ",\"parameters\":[{\"path\":\"Organism|Weight\",\"level\":\"replicate\","
        + "\"distribution\":\"uniform\",\"min\":50,\"max\":90}],\"outputs\":{\"timeSeries\":"
        + "[{\"path\":\""
        + PLASMA
        + "\"}]}}";
  }

  static PopulationPlan plan(RunRecipe recipe, int size, int replicates) {
    JsonNode workload = Json.mapper().readTree(workload(size, replicates));
    return new PopulationPlan(recipe, workload, null, null, null, 1, List.of(), null, 0.1);
  }

  private static RunRecipe demo(InProcessAdapter reader) {
    return new RunRecipe(DEMO, reader.open(DEMO).info().sha256(), Map.of());
  }

  private Bridge bridge(AdapterSettings settings, SubprocessAdapter adapter, int retries)
      throws IOException {
    SlowModel.writeTo(folder);
    return Bridge.open(
        BridgeConfig.builder()
            .modelSearchPaths(folder)
            .populationDirectory(folder.resolve("populations"))
            .jobMaxRetries(retries)
            .jobRetryDelayMs(1)
            .adapter(settings)
            .build(),
        adapter);
  }

  private static String start(Bridge bridge, int size, int replicates) {
    ObjectNode request = (ObjectNode) Json.mapper().readTree(workload(size, replicates));
    request.put("simulationId", "p").put("modelPath", "demo");
    return ((RunPopulationSimulation.Response) bridge.call("run_population_simulation", request))
        .jobId();
  }

  private static String startSlow(Bridge bridge, Double timeoutSeconds) {
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("simulationId", "slow").put("modelPath", SlowModel.FILE_NAME);
    request.putObject("cohort").put("size", 50);
    request
        .putArray("parameters")
        .addObject()
        .put("path", SlowModel.SPEED)
        .put("level", "subject")
        .put("distribution", "uniform")
        .put("min", 1)
        .put("max", 1.1);
    if (timeoutSeconds != null) {
      request.put("timeoutSeconds", timeoutSeconds);
    }
    return ((RunPopulationSimulation.Response) bridge.call("run_population_simulation", request))
        .jobId();
  }

  private static GetJobStatus.Response status(Bridge bridge, String job) {
    return bridge.call(new GetJobStatus.Request(job));
  }

  private static GetJobStatus.Response ended(Bridge bridge, String job)
      throws InterruptedException {
    until("end of the job", () -> status(bridge, job).finishedAt() != null);
    return status(bridge, job);
  }

  private static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      Thread.sleep(2);
    }
  }

  private void untilStored(String job, int chunks) throws InterruptedException {
    Store store = new Store(folder.resolve("populations").resolve(job));
    until(
        chunks + " chunks",
        () -> store.manifest() != null && store.manifest().chunks().size() >= chunks);
  }

  private Map<String, Object> undisturbed(int size, int replicates) throws IOException {
    Path whole = folder.resolve("whole");
    try (InProcessAdapter here = new InProcessAdapter(1, 60_000)) {
      here.runPopulation(plan(demo(here), size, replicates), whole, 2, PopulationControl.NONE);
    }
    return PopulationFiles.content(whole);
  }

  private static void signal(SubprocessAdapter adapter, String signal) throws Exception {
    for (long pid : adapter.workers()) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }
  }

  @Test
  void aPopulationWhoseWorkersAreKilledGoesOnToTheSameBytes() throws Exception {
    assumeTrue(File.separatorChar == '/', "skipped: needs signals");
    Map<String, Object> expected = undisturbed(300, 3);
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS, 2);
    try (Bridge bridge = bridge(SUBPROCESS, adapter, 0)) {
      String job = start(bridge, 300, 3);
      for (int chunks : new int[] {2, 8, 14, 20}) {
        untilStored(job, chunks);
        signal(adapter, "KILL");
      }
      GetJobStatus.Response ended = ended(bridge, job);
      assertThat(ended.status()).as("%s", ended.error()).isEqualTo("succeeded");
      assertThat(ended.attempts()).isEqualTo(1);
      assertThat(ended.work().done()).isEqualTo(300);
      until("the losses are counted", () -> adapter.workersLost() >= 4);
      assertThat(PopulationFiles.content(folder.resolve("populations").resolve(job)))
          .isEqualTo(expected);
    }
  }

  @Test
  void aPopulationThatTakesItsWorkersWithItFailsWithTheReasonAndMayGoOn() throws Exception {
    Path store = folder.resolve("store");
    System.setProperty(FaultyWorker.FAULT, "mortal");
    System.setProperty(FaultyWorker.FOLDER, store.toString());
    try (InProcessAdapter here = new InProcessAdapter(1, 60_000);
        SubprocessAdapter adapter =
            new SubprocessAdapter(SUBPROCESS, 2, FaultyWorker.class.getName())) {
      PopulationPlan plan = plan(demo(here), 200, 5);
      assertThatThrownBy(() -> adapter.runPopulation(plan, store, 2, PopulationControl.NONE))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEROP_ERROR))
          .hasMessageStartingWith("3 workers in a row died on the population")
          .hasMessageContaining("exit code 9");
      assertThat(new Store(store).manifest().state()).isEqualTo(Manifest.State.RUNNING);
      System.clearProperty(FaultyWorker.FAULT);
      assertThat(adapter.runPopulation(plan, store, 2, PopulationControl.NONE).state())
          .isEqualTo(Manifest.State.SUCCEEDED);
    }
    assertThat(PopulationFiles.content(store)).isEqualTo(undisturbed(200, 5));
  }

  @Test
  void aPopulationWhoseWorkerHangsIsTriedAgainWhenItMayBe() throws Exception {
    assumeTrue(File.separatorChar == '/', "skipped: needs signals");
    Map<String, Object> expected = undisturbed(300, 3);
    AdapterSettings settings = SUBPROCESS.withTimeoutMs(4000);
    SubprocessAdapter adapter = new SubprocessAdapter(settings, 2);
    // The second one may be another worker that hangs.
    try (Bridge bridge = bridge(settings, adapter, 2)) {
      String job = start(bridge, 300, 3);
      untilStored(job, 3);
      signal(adapter, "STOP");
      GetJobStatus.Response ended = ended(bridge, job);
      assertThat(ended.status()).as("%s", ended.error()).isEqualTo("succeeded");
      assertThat(ended.attempts()).isBetween(2, 3);
      assertThat(PopulationFiles.content(folder.resolve("populations").resolve(job)))
          .isEqualTo(expected);
    }
  }

  @Test
  void aCancellationIsQuickAndLeavesAWorkerThatWorks() throws Exception {
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS, 2);
    try (Bridge bridge = bridge(SUBPROCESS, adapter, 0)) {
      long best = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 12 && best > 50_000_000; attempt++) {
        String job = startSlow(bridge, null);
        Store store = new Store(folder.resolve("populations").resolve(job));
        until("begin", () -> store.manifest() != null);
        Thread.sleep(200);
        long asked = System.nanoTime();
        bridge.jobs().cancel(job);
        assertThat(bridge.jobs().await(job, 5_000).state()).isEqualTo(JobState.CANCELLED);
        best = Math.min(best, System.nanoTime() - asked);
        until("the worker says so", () -> store.manifest().state() == Manifest.State.CANCELLED);
        until("the folder is free", () -> !Files.exists(store.folder().resolve(".lock")));
        assertThat(store.folder()).isDirectoryNotContaining("glob:**.tmp");
      }
      assertThat(best / 1_000_000).as("ms from the order to the end").isLessThanOrEqualTo(50);
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "demo"));
      assertThat(bridge.call(RunSimulation.Request.andWait("demo")).status())
          .isEqualTo("succeeded");
      assertThat(adapter.workersLost()).isZero();
    }
  }

  /** Without a folder of its own a bridge keeps populations as long as it is open. */
  @Test
  void aBridgeThatClosesLeavesNeitherWorkersNorFiles() throws Exception {
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS, 2);
    Bridge bridge = Bridge.open(BridgeConfig.builder().adapter(SUBPROCESS).build(), adapter);
    Store store;
    long[] workers;
    try (bridge) {
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "demo"));
      store = new Store(bridge.populations().folder(start(bridge, 2000, 5)));
      until("chunks", () -> store.manifest() != null && store.manifest().chunks().size() >= 2);
      workers = adapter.workers();
    }
    assertThat(workers).isNotEmpty();
    assertThat(Arrays.stream(workers).boxed())
        .noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    assertThat(store.folder().getParent()).doesNotExist();
  }

  @Test
  void aTimeLimitEndsIt() throws Exception {
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS, 2);
    try (Bridge bridge = bridge(SUBPROCESS, adapter, 0)) {
      bridge.call(new LoadSimulation.Request(SlowModel.FILE_NAME, "slow"));
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < 3 && best > 1800; attempt++) {
        GetJobStatus.Response ended = ended(bridge, startSlow(bridge, 1.5));
        assertThat(ended.status()).isEqualTo("timeout");
        best = Math.min(best, ended.executionMs());
      }
      assertThat(best).isBetween(1500.0, 1800.0);
    }
  }

  /** Refused by the worker as it would be here: the same code, the same words. */
  @Test
  void whatDoesNotFitIsRefusedInTheSameWords() throws Exception {
    Path csv = folder.resolve("p.csv");
    Files.writeString(csv, "IndividualId,Organism|Weight [kg]\n3,60\n8,80\n");
    Path bad = folder.resolve("bad.csv");
    Files.writeString(bad, "IndividualId,Organism|Weight [kg]\n3,sixty\n");
    try (InProcessAdapter here = new InProcessAdapter(1, 60_000);
        SubprocessAdapter there = new SubprocessAdapter(SUBPROCESS, 2)) {
      RunRecipe demo = demo(here);
      PopulationPlan good = of(demo, csv, List.of(PLASMA));
      PopulationPlan checked = there.checked(good);
      assertThat(checked.json()).isEqualTo(here.checked(good).json());
      assertThat(checked.csvSha256()).hasSize(64);
      JsonNode wrong =
          Json.mapper().readTree(workload(3, 1).replace("Organism|Weight", "Organism|Wait"));
      Files.writeString(csv, "IndividualId,Organism|Weight [kg]\n3,60\n8,90\n");
      RunRecipe other = new RunRecipe(DEMO, "0".repeat(64), Map.of());
      for (PopulationPlan plan :
          List.of(
              of(demo, csv, List.of("No|Such")),
              of(demo, bad, List.of()),
              new PopulationPlan(demo, wrong, null, null, null, 1, List.of(), null, 0.1),
              of(other, csv, List.of()),
              checked)) {
        BridgeException known =
            catchThrowableOfType(BridgeException.class, () -> here.checked(plan));
        BridgeException found =
            catchThrowableOfType(BridgeException.class, () -> there.checked(plan));
        assertThat(found.code()).isEqualTo(known.code());
        assertThat(found).hasMessage(known.getMessage());
        assertThat(found.details()).isEqualTo(known.details());
      }
      Path taken = Files.createDirectories(folder.resolve("taken"));
      Files.writeString(taken.resolve("mine.txt"), "x");
      assertThatThrownBy(
              () -> there.runPopulation(there.checked(good), taken, 1, PopulationControl.NONE))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
          .hasMessageContaining("holds other files (mine.txt)");
      Path noFolder = Files.writeString(folder.resolve("file"), "x").resolve("below");
      assertThatThrownBy(
              () -> there.runPopulation(there.checked(good), noFolder, 1, PopulationControl.NONE))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
          .hasMessageContaining("cannot be");
    }
  }

  private static PopulationPlan of(RunRecipe recipe, Path csv, List<String> outputs) {
    return new PopulationPlan(recipe, null, csv, null, null, 1, outputs, null, 0.1);
  }
}
