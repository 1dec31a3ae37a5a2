package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.fixtures.DemoModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding, describing, keeping and checking, in process. */
class StateToolsTest {
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

  private double weight() {
    return bridge.call(new GetParameterValue.Request("demo", DemoModel.WEIGHT)).parameter().value();
  }

  private void weigh(double weight) {
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, weight));
  }

  @Test
  void modelsBelowTheSearchPathAreFound() throws Exception {
    Path inner = Files.createDirectory(models.resolve("inner"));
    Path file = DemoModel.writeTo(inner.resolve("A model.PKML"));
    Files.writeString(inner.resolve("notes.txt"), "no model");
    Files.createSymbolicLink(inner.resolve("hosts.xml"), Path.of("/etc/hosts"));
    bridge.call(new LoadSimulation.Request(file.toString(), "mine"));
    var all = bridge.call(new DiscoverModels.Request(null, null, null, null, null));
    assertThat(all.items())
        .extracting(DiscoverModels.Item::relativePath)
        .containsExactly("classpath:demo.pkml", "inner/A model.PKML");
    DiscoverModels.Item found = all.items().get(1);
    assertThat(found.loadedSimulationIds()).containsExactly("mine");
    assertThat(found.suggestedSimulationId()).isEqualTo("A model");
    assertThat(found.sizeBytes()).isEqualTo(Files.size(file));
    bridge.call(new LoadSimulation.Request(found.relativePath(), "again"));

    assertThat(bridge.call(new DiscoverModels.Request("MODEL.p", null, true, 1, 5)).total())
        .isEqualTo(1);
    var second = bridge.call(new DiscoverModels.Request(null, null, null, 2, 1));
    assertThat(second.items())
        .extracting(DiscoverModels.Item::relativePath)
        .containsExactly("inner/A model.PKML");
    assertThat(bridge.call(new DiscoverModels.Request(null, "ospsuite", null, null, null)).total())
        .isZero();
  }

  @Test
  void aSimulationIsDescribedWithItsChangesAndDoses() {
    weigh(66);
    var described = bridge.call(new DescribeSimulation.Request("demo"));
    assertThat(described.endTime()).isEqualTo(1440);
    assertThat(described.outputCount()).isEqualTo(8);
    assertThat(described.outputs()).hasSize(8);
    assertThat(described.changed()).hasSize(1);
    assertThat(described.changed().get(0).value()).isEqualTo(66);
    assertThat(described.doses()).hasSize(2);
    assertThat(described.doses().get(1).startTime()).isEqualTo(720);
    assertThat(described.doses().get(0).infusionTime()).isNull();
  }

  @Test
  void aSnapshotBringsValuesBack() {
    weigh(60);
    var first = bridge.call(new SnapshotSimulation.Request("demo")).snapshot();
    weigh(90);
    var second = bridge.call(new SnapshotSimulation.Request("demo")).snapshot();
    assertThat(second.hash()).isNotEqualTo(first.hash());
    weigh(100);
    bridge.call(new RestoreSimulation.Request("demo", null));
    assertThat(weight()).isEqualTo(90);
    bridge.call(new UnloadSimulation.Request("demo"));
    var restored = bridge.call(new RestoreSimulation.Request("demo", first.snapshotId()));
    assertThat(restored.snapshot()).isEqualTo(first);
    assertThat(weight()).isEqualTo(60);
    BridgeException e =
        catchThrowableOfType(
            BridgeException.class,
            () -> bridge.call(new RestoreSimulation.Request("demo", "2020")));
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(e.details().get(0).hint()).contains(first.snapshotId());
  }

  private ValidateSimulationRequest.Response validate(String tool, Map<String, ?> arguments) {
    return bridge.call(
        new ValidateSimulationRequest.Request("demo", tool, Json.tree(arguments), null));
  }

  @Test
  void aRequestIsCheckedWithoutBeingDone() {
    assertThat(validate(null, Map.of()).valid()).isTrue();
    assertThat(
            validate("set_parameter_value", Map.of("parameterPath", DemoModel.WEIGHT, "value", 1))
                .valid())
        .isTrue();
    assertThat(weight()).isEqualTo(73);
    assertThat(bridge.jobs().running()).isZero();

    var negative =
        validate("set_parameter_value", Map.of("parameterPath", DemoModel.WEIGHT, "value", -1));
    assertThat(negative.valid()).isFalse();
    assertThat(negative.findings().get(0).hint()).contains("0 or more kg");
    var untyped = validate("run_simulation", Map.of("timeoutSeconds", "soon"));
    assertThat(untyped.findings().get(0).field()).isEqualTo("timeoutSeconds");
    var unknown = validate("run_simulatoin", Map.of());
    assertThat(unknown.findings().get(0).hint()).contains("run_simulation");
    var analysis =
        validate(
            "run_sensitivity_analysis",
            Map.of("parameters", List.of(Map.of("path", "Organism|X", "deltas", List.of(0.1)))));
    assertThat(analysis.findings().get(0).code()).isEqualTo("NotFound");
  }

  @Test
  void aRunThatCannotStartIsNotValid() {
    bridge.call(SetParameterValue.Request.of("demo", "Organism|Liver|Volume", 0));
    var answer = validate("run_simulation", Map.of());
    assertThat(answer.valid()).isFalse();
    assertThat(answer.findings().get(0).issue()).contains("would fail");
  }
}
