package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a tool answers keeps the schema that it announces. */
class SchemaContractTest {
  private static Bridge bridge;

  @BeforeAll
  static void open() {
    bridge = Bridge.open(BridgeConfig.builder().build());
    bridge.call(new LoadSimulation.Request("demo", "schema"));
  }

  @AfterAll
  static void close() {
    bridge.close();
  }

  private static void answerKeepsSchema(Record request) {
    ToolEntry<?, ?> entry = bridge.calls().catalogue().of(request.getClass());
    JsonNode answer = Json.mapper().readTree(Json.bytes(bridge.call(entry.spec().name(), request)));
    List<Error> errors =
        ToolEntry.schemaRegistry().getSchema(entry.outputSchema()).validate(answer);
    assertThat(errors).as("%s: %s", entry.spec().name(), answer).isEmpty();
  }

  @Test
  void answersKeepTheAnnouncedSchema() throws InterruptedException {
    answerKeepsSchema(new LoadSimulation.Request("classpath:demo.pkml", "second"));
    answerKeepsSchema(ListParameters.Request.of("schema", null));
    answerKeepsSchema(new ListParameters.Request("schema", "**", 3, null));
    answerKeepsSchema(new GetParameterValue.Request("schema", "Organism|Weight"));
    answerKeepsSchema(SetParameterValue.Request.of("schema", "Organism|Weight", 71));
    answerKeepsSchema(RunSimulation.Request.of("schema"));
    var job = bridge.call(RunSimulation.Request.of("schema"));
    answerKeepsSchema(new GetJobStatus.Request(job.jobId()));
    answerKeepsSchema(new CancelJob.Request(job.jobId()));
    job = bridge.call(RunSimulation.Request.of("schema"));
    answerKeepsSchema(new RunSimulation.Request("schema", null, null, null, null, 20_000));
    answerKeepsSchema(ListParameters.Request.of("schema", "nothing like this"));
    answerKeepsSchema(new UnloadSimulation.Request("second"));
    answerKeepsSchema(new DiscoverModels.Request(null, null, null, null, null));
    answerKeepsSchema(new DescribeSimulation.Request("schema"));
    answerKeepsSchema(new SnapshotSimulation.Request("schema"));
    answerKeepsSchema(new RestoreSimulation.Request("schema", null));
    answerKeepsSchema(new ValidateSimulationRequest.Request("schema", null, null, null));
    answerKeepsSchema(new ValidateSimulationRequest.Request("schema", "nothing", null, null));
    var analysis =
        (RunSensitivityAnalysis.Response)
            bridge.call(
                "run_sensitivity_analysis",
                Map.of(
                    "simulationId",
                    "schema",
                    "parameters",
                    List.of(Map.of("path", "Organism|Weight", "deltas", List.of(0.1))),
                    "waitMs",
                    20_000));
    answerKeepsSchema(
        new RunSensitivityAnalysis.Request(
            null,
            "schema",
            List.of(
                new RunSensitivityAnalysis.Variation(
                    "Organism|Weight", List.of(0.1), null, null, null)),
            null,
            null,
            null,
            null,
            null,
            20_000));
    answerKeepsSchema(GetResults.Request.of(analysis.resultsId()));
    String results = ToolFlows.finished(bridge, job.jobId()).resultHandle().resultsId();
    answerKeepsSchema(new GetJobStatus.Request(job.jobId()));
    answerKeepsSchema(GetResults.Request.of(results, null, 5));
    answerKeepsSchema(CalculatePkParameters.Request.of(results));
  }

  @Test
  void everyToolSaysWhatItsFieldsAre() {
    for (ToolEntry<?, ?> entry : bridge.calls().catalogue().all()) {
      entry
          .inputSchema()
          .path("properties")
          .properties()
          .forEach(
              property ->
                  assertThat(property.getValue().path("description").asString(""))
                      .as("%s.%s", entry.spec().name(), property.getKey())
                      .isNotEmpty());
    }
  }

  @Test
  void optionalArgumentsAreNotRequired() {
    JsonNode schema = RecordSchema.ofRequest(SetParameterValue.Request.class);
    assertThat(schema.path("required").toString()).isEqualTo("[\"simulationId\"]");
    assertThat(schema.path("properties").path("value").path("type").asString(""))
        .isEqualTo("number");
  }
}
