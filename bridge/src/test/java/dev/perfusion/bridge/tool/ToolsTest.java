package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .call(GetResults.Request.of(id, List.of(DemoModel.PLASMA), null))
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
        new SetParameterValue.Request("demo", DemoModel.WEIGHT, -3.0, "kg", "relative", null, null);
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

  private SetParameterValue.Response set(String path, double value, String unit, String mode) {
    return bridge.call(new SetParameterValue.Request("demo", path, value, unit, mode, null, null));
  }

  @Test
  void aUnitOfTheDimensionIsConverted() {
    assertThat(set(DemoModel.WEIGHT, 81_000, "g", null).parameter().value()).isEqualTo(81);
    assertThat(set(DemoModel.WEIGHT, 500, "g", "relative").parameter().value()).isEqualTo(81.5);
  }

  @Test
  void aUnitOfAnotherDimensionIsRefusedWithThoseThatFit() {
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
                "ml"));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(e).hasMessageContaining("\"ml\"").hasMessageContaining("kg");
    assertThat(e.details().get(0).field()).isEqualTo("unit");
    assertThat(value(DemoModel.WEIGHT)).isEqualTo(73);
  }

  @Test
  void severalValuesAreSetTogetherOrNotAtAll() {
    String liver = "Organism|Liver|Volume";
    Map<String, Object> good = Map.of("parameterPath", DemoModel.WEIGHT, "value", 60);
    Map<String, Object> litres = Map.of("parameterPath", liver, "value", 1500, "unit", "ml");
    var both =
        (SetParameterValue.Response)
            bridge.call(
                "set_parameter_value",
                Map.of("simulationId", "demo", "values", List.of(good, litres)));
    assertThat(both.parameter().value()).isEqualTo(60);
    assertThat(both.others()).hasSize(1);
    assertThat(both.others().get(0).value()).isEqualTo(1.5);
    assertThat(value(liver)).isEqualTo(1.5);

    Map<String, Object> second = Map.of("parameterPath", DemoModel.WEIGHT, "value", 99);
    Map<String, Object> wrong = Map.of("parameterPath", "Organism|Nothing", "value", 1);
    BridgeException e =
        refused(
            "set_parameter_value",
            Map.of("simulationId", "demo", "values", List.of(second, wrong)));
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(value(DemoModel.WEIGHT)).isEqualTo(60);
    assertThat(
            refused(
                    "set_parameter_value",
                    Map.of(
                        "simulationId",
                        "demo",
                        "parameterPath",
                        DemoModel.WEIGHT,
                        "value",
                        1,
                        "values",
                        List.of(second)))
                .details()
                .get(0)
                .hint())
        .contains("parameterPath");
  }

  @Test
  void whatCannotBeIsRefusedWithTheRange() {
    BridgeException e =
        refused(
            "set_parameter_value",
            Map.of("simulationId", "demo", "parameterPath", "Organism|Weight", "value", -1));
    assertThat(e).hasMessageContaining("-1.0 kg").hasMessageContaining("0 or more kg");
    assertThat(e.details().get(0).hint()).contains("0 or more kg", "call get_parameter_value");
    assertThat(value(DemoModel.WEIGHT)).isEqualTo(73);
    BridgeException observer =
        refused(
            "set_parameter_value",
            Map.of("simulationId", "demo", "parameterPath", DemoModel.PLASMA, "value", 1));
    assertThat(observer).hasMessageContaining("observer");
  }

  @Test
  void whatDependsOnAParameterIsTold() {
    SetParameterValue.Response weight = set(DemoModel.WEIGHT, 70, null, null);
    assertThat(weight.dependents()).contains("Organism|Liver|Volume").hasSizeLessThanOrEqualTo(10);
    assertThat(weight.dependentCount()).isGreaterThan(20);
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
  void aPatternWithoutAMatchNamesTheClosest() {
    var none = bridge.call(ListParameters.Request.of("demo", "Organism|*|Volum"));
    assertThat(none.total()).isZero();
    assertThat(none.closest()).hasSize(5).anyMatch(path -> path.endsWith("|Volume"));
  }

  @Test
  void aShortRunIsAnsweredInline() {
    var request = new RunSimulation.Request("demo", null, null, null, null, 20_000);
    RunSimulation.Response inline = bridge.call(request);
    assertThat(inline.status()).isEqualTo("succeeded");
    assertThat(inline.jobId()).isNotEmpty();
    GetResults.Response results = bridge.call(GetResults.Request.of(inline.resultsId()));
    assertThat(inline.summary()).isEqualTo(results.summary());
    GetResults.Series first = results.series().get(0);
    SeriesSummary summary = results.summary().get(0);
    assertThat(summary.max())
        .isEqualTo(
            first.values().stream().mapToDouble(GetResults.Point::value).max().orElseThrow());
    assertThat(
            first.values().stream()
                .filter(point -> point.value() == summary.max())
                .findFirst()
                .orElseThrow()
                .time())
        .isEqualTo(summary.maxTime());
  }

  @Test
  void anIdempotencyKeyStillGivesItsJobWhenTheSimulationIsGone() {
    var request = new RunSimulation.Request("demo", null, null, null, "again", 20_000);
    String job = bridge.call(request).jobId();
    assertThat(bridge.call(new UnloadSimulation.Request("demo")).changedParameters()).isZero();
    assertThat(bridge.call(request).jobId()).isEqualTo(job);
    assertThat(refused("run_simulation", Map.of("simulationId", "demo")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused("unload_simulation", Map.of("simulationId", "demo")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aFinishedJobStaysAsItIsWhenItIsCancelled() {
    var run = bridge.call(new RunSimulation.Request("demo", null, null, null, null, 20_000));
    var cancelled = bridge.call(new CancelJob.Request(run.jobId()));
    assertThat(cancelled.status()).isEqualTo("succeeded");
    assertThat(cancelled.cancelRequested()).isFalse();
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
    BridgeException e = refused("get_parameter_value", Map.of("simulationId", 7));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(e.details())
        .extracting("field")
        .containsExactlyInAnyOrder("simulationId", "parameterPath");
  }

  @ParameterizedTest
  @CsvSource({
    "list_parameters, limit, 0, 1 to 5000, call list_parameters",
    "run_simulation, waitMs, 600001, 0 to 600000 ms, call run_simulation",
    "run_simulation, timeoutSeconds, 0, 0.001 to 86400 s, call run_simulation",
    "run_simulation, maxRetries, 1.5, integer expected, call run_simulation",
    "describe_simulation, simulationId, '\"\"', 1 to 64 characters, call describe_simulation",
    "describe_simulation, simulationId, '\"x\"', x, call load_simulation",
    "load_simulation, filePath, '\"x.pkml\"', x.pkml, call discover_models",
    "get_job_status, jobId, '\"x\"', x, call run_simulation",
    "set_parameter_value, updateMode, '\"by\"', absolute and relative, call set_parameter_value",
    "set_parameter_value, value, 1e999, too large, call get_parameter_value",
    "run_simulation, runId, '\" \"', blank, call run_simulation",
  })
  void aRefusalNamesFieldValueRangeAndTheNextCall(
      String tool, String field, String value, String reason, String next) {
    var arguments = new HashMap<String, Object>();
    arguments.put("simulationId", "demo");
    arguments.put("parameterPath", "Organism|Weight");
    arguments.put("value", 1);
    arguments.put(field, Json.mapper().readTree(value));
    BridgeException e = refused(tool, arguments);
    assertThat(e.details()).hasSize(1);
    assertThat(e.details().get(0).field()).isEqualTo(field);
    assertThat(e).hasMessageContaining(reason);
    assertThat(e.details().get(0).hint()).contains(next);
  }

  @Test
  void aPageThatIsTooLongForAContextIsShortenedAndGoesOnWhereItEnds() {
    var whole = bridge.call(ListParameters.Request.of("demo", null));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.addAll(whole.parameters());
    }
    var tool = new ListParameters(bridge.sessions());
    var page =
        tool.shortened(new ListParameters.Response("demo", many, many.size(), null, List.of()));
    int kept = page.parameters().size();
    assertThat(page.total()).isEqualTo(many.size()).isGreaterThan(kept);
    assertThat(page.parameters()).isEqualTo(many.subList(0, kept));
    assertThat(String.join("", page.parameters())).hasSizeBetween(19_000, 20_000);
    var rest = bridge.call(new ListParameters.Request("demo", null, null, page.nextCursor()));
    int place = whole.parameters().indexOf(many.get(kept - 1)) + 1;
    assertThat(rest.parameters())
        .isEqualTo(whole.parameters().subList(place, whole.parameters().size()));
    assertThat(tool.shortened(whole)).isSameAs(whole);
  }

  @Test
  void aCursorThatWasNotGivenOutIsNoEndOfTheList() {
    for (String cursor : List.of("zzz", "not base64!", "T3JnYW5pc218Tm9uZQ")) {
      BridgeException e =
          refused("list_parameters", Map.of("simulationId", "demo", "cursor", cursor));
      assertThat(e.details().get(0).field()).isEqualTo("cursor");
      assertThat(e).hasMessageContaining(cursor);
    }
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
  void aFileWithOneSimulationHasNoOtherOne() throws IOException {
    Path file = DemoModel.writeTo(models);
    String name = load(file, "own").metadata().name();
    for (String source : List.of(file.toString(), "demo")) {
      BridgeException e =
          refused(
              "load_simulation",
              Map.of("filePath", source, "simulationId", "other", "simulationName", "Rat, iv"));
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
      assertThat(e.details().get(0).field()).isEqualTo("simulationName");
      assertThat(e).hasMessageContaining("has no simulation \"Rat, iv\"; it has \"" + name + '"');
    }

    var named = bridge.call(new LoadSimulation.Request(file.toString(), "named", name));
    assertThat(named.metadata().name()).isEqualTo(name);
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
    var narrow = bridge.call(GetResults.Request.of(id, List.of("**|Plasma concentration"), 10));
    assertThat(narrow.series()).hasSize(2);
    assertThat(narrow.metadata().seriesTotal()).isGreaterThan(2);
    for (GetResults.Series series : narrow.series()) {
      assertThat(series.values()).hasSizeLessThanOrEqualTo(10);
      assertThat(series.totalPoints()).isEqualTo(narrow.metadata().timePoints()).isGreaterThan(10);
    }
    BridgeException e =
        refused("get_results", Map.of("resultsId", id, "paths", List.of("Organism|Nothing")));
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
    String near = "organism|venousblood|drug|plasma";
    assertThat(refused("get_results", Map.of("resultsId", id, "paths", List.of(near))).details())
        .allMatch(one -> one.hint().contains("closest: " + DemoModel.PLASMA));
    assertThat(
            refused("calculate_pk_parameters", Map.of("resultsId", id, "outputPath", near))
                .details())
        .allMatch(one -> one.field().equals("outputPath"));
    assertThat(refused("run_simulation", Map.of("simulationId", "demo", "runId", id)).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  private String run() {
    return bridge
        .call(new RunSimulation.Request("demo", null, null, null, null, 20_000))
        .resultsId();
  }

  @Test
  void pagesOfResultsHoldEveryPointOnceAndNoneIsTooLarge() {
    String id = run();
    GetResults.Response whole = bridge.call(GetResults.Request.of(id));
    assertThat(whole.cut()).isNull();
    Map<String, List<GetResults.Point>> collected = new LinkedHashMap<>();
    List<SeriesSummary> summaries = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      var page = bridge.call(new GetResults.Request(id, null, null, null, null, cursor, 6000));
      assertThat(Json.bytes(page)).hasSizeLessThanOrEqualTo(6000);
      assertThat(page.cut() == null).isEqualTo(page.nextCursor() == null);
      page.series()
          .forEach(
              s ->
                  collected
                      .computeIfAbsent(s.parameter(), p -> new ArrayList<>())
                      .addAll(s.values()));
      summaries.addAll(page.summary());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null);
    assertThat(pages).isGreaterThan(5);
    assertThat(summaries).isEqualTo(whole.summary());
    whole.series().forEach(s -> assertThat(collected.get(s.parameter())).isEqualTo(s.values()));
    BridgeException e = refused("get_results", Map.of("resultsId", id, "cursor", "3-1-deadbeef"));
    assertThat(e.details().get(0).field()).isEqualTo("cursor");
  }

  @Test
  void aWindowOfTimeCanBeRead() {
    String id = run();
    var window =
        bridge.call(
            new GetResults.Request(id, List.of(DemoModel.PLASMA), null, 60.0, 120.0, null, null));
    assertThat(window.series().get(0).values())
        .isNotEmpty()
        .allMatch(point -> point.time() >= 60 && point.time() <= 120);
    BridgeException e = refused("get_results", Map.of("resultsId", id, "from", 1e9));
    assertThat(e.details().get(0).hint()).contains("times from 0 to");
  }
}
