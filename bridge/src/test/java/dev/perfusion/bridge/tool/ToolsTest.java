package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools on the demo model, in process. */
class ToolsTest {
  @TempDir private Path models;
  private Bridge bridge;

  @BeforeEach
  void open() {
    bridge = Bridge.open(BridgeConfig.builder().modelSearchPaths(models).build());
    bridge.call(new LoadSimulation.Request("demo", null));
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  private BridgeException refused(String tool, Map<String, ?> arguments) {
    return catchThrowableOfType(BridgeException.class, () -> bridge.call(tool, arguments));
  }

  @Test
  void aRunGivesWhatTheEngineGives() throws Exception {
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 80));
    String job = bridge.call(RunSimulation.Request.of("demo")).jobId();
    GetJobStatus.Response status = ToolFlows.finished(bridge, job);
    assertThat(status.status()).isEqualTo("succeeded");
    GetResults.Response results =
        bridge.call(GetResults.Request.of(status.resultHandle().resultsId()));

    Results expected = engineRun(80);
    assertThat(results.series()).hasSameSizeAs(expected.series());
    for (int i = 0; i < results.series().size(); i++) {
      GetResults.Series series = results.series().get(i);
      assertThat(series.parameter()).isEqualTo(expected.series().get(i).quantity().path());
      assertThat(series.values().stream().mapToDouble(GetResults.Point::value).toArray())
          .isEqualTo(expected.series().get(i).values());
    }
    assertThat(results.statistics().steps()).isEqualTo(expected.statistics().steps()).isPositive();
    assertThat(results.statistics().rhsCalls()).isPositive();
  }

  private static Results engineRun(double weight) throws IOException {
    try (InputStream stream = DemoModel.open()) {
      SimulationRun run = Simulation.load(stream, "demo").newRun();
      run.set(DemoModel.WEIGHT, weight);
      return run.execute();
    }
  }

  @Test
  void aValueSetAfterSubmissionDoesNotReachTheJob() throws Exception {
    String before = bridge.call(RunSimulation.Request.of("demo")).jobId();
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 50));
    String after = bridge.call(RunSimulation.Request.of("demo")).jobId();
    double[] first = plasma(before);
    assertThat(first).isNotEqualTo(plasma(after));
    int last = first.length - 1;
    assertThat(first[last]).isEqualTo(plasmaOf(engineRun(73))[last]);
  }

  private double[] plasma(String job) throws InterruptedException {
    String id = ToolFlows.finished(bridge, job).resultHandle().resultsId();
    return bridge
        .call(new GetResults.Request(id, List.of(DemoModel.PLASMA), null))
        .series()
        .get(0)
        .values()
        .stream()
        .mapToDouble(GetResults.Point::value)
        .toArray();
  }

  private static double[] plasmaOf(Results results) {
    return results.series().stream()
        .filter(series -> series.quantity().path().equals(DemoModel.PLASMA))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @Test
  void relativeAddsToTheCurrentValue() {
    var request =
        new SetParameterValue.Request("demo", DemoModel.WEIGHT, -3, "kg", "relative", null);
    SetParameterValue.Response changed = bridge.call(request);
    assertThat(changed.previousValue()).isEqualTo(73);
    assertThat(changed.parameter().value()).isEqualTo(70);
    assertThat(changed.parameter().source()).isEqualTo("user");
    assertThat(bridge.call(request).parameter().value()).isEqualTo(67);
  }

  @Test
  void aFormulaFollowsWhatItDependsOn() {
    String volume = "Organism|Liver|Volume";
    double before = value(volume);
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 146));
    assertThat(value(volume)).isCloseTo(2 * before, within(1e-12 * before));
  }

  private double value(String path) {
    return bridge.call(new GetParameterValue.Request("demo", path)).parameter().value();
  }

  @Test
  void anotherUnitIsRefusedAndChangesNothing() {
    BridgeException e =
        refused(
            "set_parameter_value",
            Map.of(
                "simulationId",
                "demo",
                "parameterPath",
                "Organism|Weight",
                "value",
                1,
                "unit",
                "g"));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(e).hasMessageContaining("\"g\"").hasMessageContaining("\"kg\"");
    assertThat(value(DemoModel.WEIGHT)).isEqualTo(73);
  }

  @Test
  void pagesHoldEveryParameterOnceAndInOrder() {
    ListParameters.Response all = bridge.call(new ListParameters.Request("demo", null, 5000, null));
    assertThat(all.nextCursor()).isNull();
    assertThat(all.parameters()).hasSize(all.total()).doesNotHaveDuplicates().isSorted();
    List<String> paged = new ArrayList<>();
    String cursor = null;
    do {
      var page = bridge.call(new ListParameters.Request("demo", null, 7, cursor));
      assertThat(page.total()).isEqualTo(all.total());
      paged.addAll(page.parameters());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(paged).isEqualTo(all.parameters());
  }

  @Test
  void anUnknownPathComesWithTheClosestOnes() {
    BridgeException e =
        refused(
            "get_parameter_value",
            Map.of("simulationId", "demo", "parameterPath", "Organism|Wieght"));
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(e.details().get(0).hint()).contains("Organism|Weight");
    assertThat(e.details().get(0).field()).isEqualTo("parameterPath");
  }

  @Test
  void unknownIdsAreNotFound() {
    assertThat(refused("run_simulation", Map.of("simulationId", "x")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused("get_job_status", Map.of("jobId", "x")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused("get_results", Map.of("resultsId", "x")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused("get_result", Map.of()).details().get(0).hint()).contains("get_results");
  }

  @Test
  void theSameIdTwiceIsAConflict() {
    assertThat(refused("load_simulation", Map.of("filePath", "demo")).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void everyViolationOfTheSchemaIsNamed() {
    BridgeException e = refused("set_parameter_value", Map.of("simulationId", 7, "value", "x"));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(e.details())
        .extracting("field")
        .containsExactlyInAnyOrder("simulationId", "value", "parameterPath");
  }

  @Test
  void snakeCaseNamesAreUnderstoodAndMisspellingsAreNot() {
    Record answer =
        bridge.call(
            "get_parameter_value",
            Map.of("simulation_id", "demo", "parameter_path", "Organism|Weight", "confirm", true));
    assertThat(((GetParameterValue.Response) answer).parameter().value()).isEqualTo(73);
    BridgeException e =
        refused("list_parameters", Map.of("simulationId", "demo", "serchPattern", "x"));
    assertThat(e.details().get(0).hint()).contains("searchPattern");
  }

  @Test
  void aBrokenFileIsRefusedWithItsNameAndTheReason() throws IOException {
    Map<String, String> files =
        Map.of(
            "empty.pkml", "",
            "text.pkml", "no xml at all",
            "module.pkml", "<Module id=\"a\"/>",
            "cut.pkml", new String(DemoModel.bytes(), 0, 5000, StandardCharsets.UTF_8));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = Files.writeString(models.resolve(file.getKey()), file.getValue());
      BridgeException e = refused("load_simulation", Map.of("filePath", path.toString()));
      assertThat(e.code()).as(file.getKey()).isEqualTo(ErrorCode.INVALID_INPUT);
      assertThat(e).hasMessageContaining(file.getKey()).hasMessageNotContaining("Exception");
    }
    assertThat(refused("get_parameter_value", Map.of("simulationId", "cut", "parameterPath", "x")))
        .hasMessageContaining("no simulation");
  }

  @Test
  void anUnchangedFileIsCompiledOnceUnlessTheCacheIsEmptied() throws IOException {
    Path file = DemoModel.writeTo(models);
    assertThat(load(file, "a").metadata().cached()).isTrue();
    bridge.clearModelCache();
    assertThat(load(file, "b").metadata().cached()).isFalse();
    assertThat(load(file, "c").metadata().cached()).isTrue();
    Files.writeString(file, Files.readString(file) + "\n");
    assertThat(load(file, "d").metadata().cached()).isFalse();
  }

  private LoadSimulation.Response load(Path file, String id) {
    return bridge.call(new LoadSimulation.Request(file.toString(), id));
  }

  @Test
  void twoBridgesShareNothing() {
    try (Bridge other = Bridge.open(BridgeConfig.builder().build())) {
      other.call(new LoadSimulation.Request("demo", null));
      other.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 100));
      assertThat(value(DemoModel.WEIGHT)).isEqualTo(73);
    }
  }

  @Test
  void aClosedBridgeLeavesNoThread() throws InterruptedException {
    Bridge other = Bridge.open(BridgeConfig.builder().build());
    other.call(new LoadSimulation.Request("demo", null));
    other.call(RunSimulation.Request.of("demo"));
    List<Thread> own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("perfusion-"))
            .toList();
    other.close();
    bridge.close();
    for (Thread thread : own) {
      // A pool counts as ended a moment before its last thread is gone.
      thread.join(Duration.ofSeconds(5).toMillis());
    }
    assertThat(own).isNotEmpty().noneMatch(Thread::isAlive);
  }

  @Test
  void resultsCanBeNarrowed() throws Exception {
    String id =
        ToolFlows.finished(bridge, bridge.call(RunSimulation.Request.of("demo")).jobId())
            .resultHandle()
            .resultsId();
    var narrow = bridge.call(new GetResults.Request(id, List.of("**|Plasma concentration"), 10));
    assertThat(narrow.series()).hasSize(2);
    assertThat(narrow.metadata().seriesTotal()).isGreaterThan(2);
    for (GetResults.Series series : narrow.series()) {
      assertThat(series.values()).hasSizeLessThanOrEqualTo(10);
      assertThat(series.totalPoints()).isEqualTo(narrow.metadata().timePoints()).isGreaterThan(10);
    }
    BridgeException e =
        refused("get_results", Map.of("resultsId", id, "paths", List.of("Organism|Nothing")));
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
