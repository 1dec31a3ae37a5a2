package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import dev.perfusion.fixtures.DemoModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** PK parameters and sensitivity analyses on the demo model, against the engine itself. */
class AnalysisToolsTest {
  private static final int WAIT = 30_000;
  private static final int SMALLEST_PAGE = 4096;

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

  private StoredRun run(String simulationId) {
    String id =
        bridge
            .call(new RunSimulation.Request(simulationId, null, null, null, null, WAIT))
            .resultsId();
    return (StoredRun) bridge.results().get(id);
  }

  private RunSensitivityAnalysis.Response analyse(Map<String, ?> arguments) {
    return (RunSensitivityAnalysis.Response) bridge.call("run_sensitivity_analysis", arguments);
  }

  private static Map<String, Object> variation(String path, Double... deltas) {
    return Map.of("path", path, "deltas", List.of(deltas));
  }

  @Test
  void pkParametersAreThoseOfTheEngineForTheDosesOfTheRun() {
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.INFUSION_START, 600));
    StoredRun run = run("demo");
    var answer =
        bridge.call(new CalculatePkParameters.Request(run.resultsId(), DemoModel.PLASMA, null));
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.INFUSION_START, 800));
    assertThat(
            bridge.call(new CalculatePkParameters.Request(run.resultsId(), DemoModel.PLASMA, null)))
        .isEqualTo(answer);
    assertThat(answer.warnings()).isEmpty();
    assertThat(answer.metrics()).hasSize(1);
    var metrics = answer.metrics().get(0);
    Results.Series plasma = series(run.results(), DemoModel.PLASMA);
    Dosing dosing =
        new Dosing(
            73,
            1.5e-4 / 3.1e-7,
            List.of(
                new Dosing.Application(0, Double.NaN, 1e-4 / 3.1e-7),
                new Dosing.Application(600, 60, 0.5e-4 / 3.1e-7)));
    List<PkValue> expected =
        PkParameters.of(run.results().times(), plasma.values(), "µmol/l", dosing);
    assertThat(metrics.doses()).isEqualTo(2);
    assertThat(metrics.values()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      var value = metrics.values().get(i);
      assertThat(value.name()).isEqualTo(expected.get(i).name());
      assertThat(value.unit()).isEqualTo(expected.get(i).unit());
      double wanted = expected.get(i).value();
      assertThat(value.value())
          .as(value.name())
          .isCloseTo(wanted, within(1e-12 * Math.abs(wanted)));
    }
    assertThat(metrics.cmax()).isEqualTo(metrics.values().get(0).value());
  }

  private static Results.Series series(Results results, String path) {
    return results.series().stream()
        .filter(s -> s.quantity().path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStretchOfTheCurveCanBeAskedFor() {
    StoredRun run = run("demo");
    var wanted =
        new CalculatePkParameters.UserDefined(
            "late", "AUC_tEnd", null, null, 1, null, null, null, 2.0, null);
    var answer =
        bridge.call(
            new CalculatePkParameters.Request(run.resultsId(), DemoModel.PLASMA, List.of(wanted)));
    var values = answer.metrics().get(0).values();
    var late = values.get(values.size() - 1);
    assertThat(late.name()).isEqualTo("late");
    Results results = run.results();
    double area = 0;
    double[] c = series(results, DemoModel.PLASMA).values();
    for (int i = 0; i + 1 < c.length; i++) {
      if (results.times()[i] >= 720) {
        area += (results.times()[i + 1] - results.times()[i]) * (c[i] + c[i + 1]) / 2;
      }
    }
    assertThat(late.value()).isCloseTo(area / 2, within(1e-9 * area));
    BridgeException e =
        catchThrowableOfType(
            BridgeException.class,
            () ->
                bridge.call(
                    "calculate_pk_parameters",
                    Map.of(
                        "resultsId",
                        run.resultsId(),
                        "userDefined",
                        List.of(Map.of("parameter", "AUC_nonsense")))));
    assertThat(e.details().get(0).hint()).contains("T_threshold");
  }

  @Test
  void aModelThatIsGoneCostsTheDosesOnly() throws Exception {
    Path file = DemoModel.writeTo(models);
    Files.writeString(file, Files.readString(file) + "\n");
    bridge.call(new LoadSimulation.Request(file.toString(), "own"));
    StoredRun run = run("own");
    Files.delete(file);
    var answer = bridge.call(CalculatePkParameters.Request.of(run.resultsId()));
    assertThat(answer.warnings().get(0)).contains("doses are not known");
    assertThat(answer.metrics().get(0).cmax()).isPositive();
  }

  @Test
  void aScenarioIsTheRunWithThatValue() {
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 80));
    var done =
        analyse(
            Map.of(
                "simulationId",
                "demo",
                "parameters",
                List.of(variation(DemoModel.INTRINSIC_CLEARANCE, -0.5, 0.5)),
                "metrics",
                List.of("cmax", "AUC_inf_tD1"),
                "waitMs",
                WAIT));
    assertThat(done.status()).isEqualTo("succeeded");
    JsonNode report = done.report();
    assertThat(report.path("scenarios")).hasSize(2);
    assertThat(report.path("failures")).isEmpty();
    JsonNode up = report.path("scenarios").get(1);
    assertThat(up.path("absolute_value").doubleValue()).isCloseTo(1.05, within(1e-12));

    StoredRun base = run("demo");
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.INTRINSIC_CLEARANCE, 0.7 * 1.5));
    StoredRun changed = run("demo");
    JsonNode metric = plasma(up.path("metrics"));
    assertThat(metric.propertyNames()).containsExactly("parameter", "unit", "cmax", "AUC_inf_tD1");
    double before = maximum(base);
    double after = maximum(changed);
    assertThat(metric.path("cmax").doubleValue()).isEqualTo(after);
    assertThat(plasma(report.path("baseline_metrics")).path("cmax").doubleValue())
        .isEqualTo(before);
    assertThat(up.path("delta_percent").path(DemoModel.PLASMA).path("cmax").doubleValue())
        .isCloseTo(100 * (after - before) / before, within(1e-9))
        .isNegative();

    var again = bridge.call(GetResults.Request.of(done.resultsId()));
    assertThat(again.report()).isEqualTo(report);
    assertThat(again.kind()).isEqualTo("sensitivity");
    assertThat(again.artefacts()).containsExactly(done.csv());
  }

  @Test
  void aLongReportComesInPagesThatHoldEveryScenarioOnce() {
    var done =
        analyse(
            Map.of(
                "simulationId",
                "demo",
                "parameters",
                List.of(variation(DemoModel.WEIGHT, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5)),
                "waitMs",
                WAIT));
    String id = done.resultsId();
    List<JsonNode> paged = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          bridge.call(new GetResults.Request(id, null, null, null, null, cursor, SMALLEST_PAGE));
      assertThat(Json.bytes(page).length).isLessThanOrEqualTo(SMALLEST_PAGE);
      assertThat(page.cut()).contains("of 7");
      page.report().path("scenarios").forEach(paged::add);
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(paged)
        .extracting(one -> one.path("absolute_value"))
        .isEqualTo(done.report().path("scenarios").findValues("absolute_value"));

    var narrow = bridge.call(GetResults.Request.of(id, List.of("**|Plasma concentration"), null));
    assertThat(narrow.cut()).isNull();
    JsonNode scenario = narrow.report().path("scenarios").get(6);
    assertThat(scenario.path("delta_percent").propertyNames())
        .containsExactlyInAnyOrder(DemoModel.PLASMA, DemoModel.METABOLITE_PLASMA);
    assertThat(plasma(scenario.path("metrics")))
        .isEqualTo(plasma(done.report().path("scenarios").get(6).path("metrics")));
    assertThatThrownBy(
            () -> bridge.call(GetResults.Request.of(id, List.of("organism|plasma"), null)))
        .hasMessageContaining("no output \"organism|plasma\"");
    assertThatThrownBy(
            () -> bridge.call(new GetResults.Request(id, null, null, null, null, "7", null)))
        .hasMessageContaining("cursor \"7\"");
  }

  private static JsonNode plasma(JsonNode metrics) {
    for (JsonNode one : metrics) {
      if (one.path("parameter").stringValue().equals(DemoModel.PLASMA)) {
        return one;
      }
    }
    throw new AssertionError(metrics.toString());
  }

  private static double maximum(StoredRun run) {
    double max = 0;
    for (double value : series(run.results(), DemoModel.PLASMA).values()) {
      max = Math.max(max, value);
    }
    return max;
  }

  @Test
  void theCsvHasARowPerScenarioAndOutput() {
    var done =
        analyse(
            Map.of(
                "simulationId",
                "fresh",
                "modelPath",
                "demo",
                "parameters",
                List.of(variation(DemoModel.WEIGHT, 0.1), variation(DemoModel.LIPOPHILICITY, 0.1)),
                "waitMs",
                WAIT));
    assertThat(done.csv().uri()).startsWith("perfusion://results/").doesNotContain("/work", "/tmp");
    StoredAnalysis stored = (StoredAnalysis) bridge.results().get(done.resultsId());
    String csv = new String(stored.artefacts().get(0).content(), StandardCharsets.UTF_8);
    List<String> lines = List.of(csv.split("\r\n"));
    assertThat(lines.get(0))
        .isEqualTo(
            "scenario_id,parameter_path,percent_change,absolute_value,job_status,error,metric,unit,"
                + "cmax,tmax,auc,delta_cmax_percent,delta_tmax_percent,delta_auc_percent");
    assertThat(lines).hasSize(1 + 2 * 8);
    assertThat(lines.get(1)).startsWith("Organism_Weight_100,Organism|Weight,0.1,80.3");
    BridgeException e =
        catchThrowableOfType(
            BridgeException.class,
            () -> bridge.call(new GetParameterValue.Request("fresh", DemoModel.WEIGHT)));
    assertThat(e.code()).as("nothing stays loaded").isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void analysesAtTheSameTimeDoNotMeet() throws InterruptedException {
    Map<String, Object> first =
        Map.of(
            "simulationId", "demo", "parameters", List.of(variation(DemoModel.WEIGHT, 0.1, 0.2)));
    Map<String, Object> second =
        Map.of(
            "simulationId", "demo", "parameters", List.of(variation(DemoModel.WEIGHT, 0.1, 0.3)));
    String a = analyse(first).jobId();
    String b = analyse(second).jobId();
    JsonNode ra = report(a);
    JsonNode rb = report(b);
    assertThat(ra.path("scenarios").get(0).path("metrics"))
        .isEqualTo(rb.path("scenarios").get(0).path("metrics"));
    assertThat(ra.path("scenarios").get(1).path("metrics"))
        .isNotEqualTo(rb.path("scenarios").get(1).path("metrics"));
  }

  private JsonNode report(String jobId) throws InterruptedException {
    String id = ToolFlows.finished(bridge, jobId).resultHandle().resultsId();
    return bridge.call(GetResults.Request.of(id)).report();
  }

  @Test
  void boundsHoldAndAFailedScenarioIsReported() {
    Map<String, Object> bounded =
        Map.of(
            "path",
            DemoModel.WEIGHT,
            "deltas",
            List.of(1.0, -0.1),
            "unit",
            "g",
            "bounds",
            List.of(70_000, 90_000));
    var done =
        analyse(
            Map.of(
                "simulationId",
                "demo",
                "parameters",
                // A body without volume cannot be simulated.
                List.of(bounded, variation("Organism|Liver|Volume", -1.0)),
                "includeBaseline",
                false,
                "waitMs",
                WAIT));
    JsonNode scenarios = done.report().path("scenarios");
    assertThat(scenarios.get(0).path("absolute_value").doubleValue()).isEqualTo(90);
    assertThat(scenarios.get(1).path("absolute_value").doubleValue()).isEqualTo(70);
    assertThat(scenarios.get(2).path("job_status").stringValue()).isEqualTo("failed");
    assertThat(done.report().path("failures")).hasSize(1);
    assertThat(done.report().path("baseline_metrics")).isEmpty();
  }

  @Test
  void wrongRequestsAreRefusedBeforeAJobIsMade() {
    for (Map<String, ?> wrong :
        List.of(
            variation("Organism|Wieght", 0.1),
            variation(DemoModel.PLASMA, 0.1),
            Map.of(
                "path",
                DemoModel.WEIGHT,
                "deltas",
                List.of(0.1),
                "unit",
                "ml",
                "bounds",
                List.of(1, 2)),
            Map.of("path", DemoModel.WEIGHT, "deltas", List.of(0.1), "unit", "ml"),
            variation(DemoModel.WEIGHT, -1.5),
            Map.of("path", DemoModel.WEIGHT, "deltas", List.of()))) {
      BridgeException e =
          catchThrowableOfType(
              BridgeException.class,
              () -> analyse(Map.of("simulationId", "demo", "parameters", List.of(wrong))));
      assertThat(e.code()).isIn(ErrorCode.NOT_FOUND, ErrorCode.INVALID_INPUT);
      assertThat(e.details().get(0).hint()).isNotEmpty();
      assertThat(e.details().get(0).field()).isEqualTo("parameters");
    }
    assertThatThrownBy(() -> analyse(Map.of("simulationId", "demo", "parameters", List.of())))
        .hasMessageContaining("nothing to vary");
    BridgeException e =
        catchThrowableOfType(
            BridgeException.class,
            () ->
                analyse(
                    Map.of(
                        "simulationId",
                        "demo",
                        "parameters",
                        List.of(variation(DemoModel.WEIGHT, 0.1)),
                        "metrics",
                        List.of("speed"))));
    assertThat(e.details().get(0).hint()).contains("AUC_inf");
    assertThat(bridge.jobs().queued() + bridge.jobs().running()).isZero();
  }
}
