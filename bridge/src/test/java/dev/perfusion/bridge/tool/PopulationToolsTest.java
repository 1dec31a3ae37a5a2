package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class PopulationToolsTest {
  private static final String WORKLOAD =
      """
      {"cohort": {"size": 12, "seed": 3, "covariates": [{"name": "Sex", "values": ["f", "m"]}]},
       "replicates": 2,
       "parameters": [
         {"path": "Organism|Weight", "level": "subject", "distribution": "lognormal",
          "mean": 70, "gsd": 1.2},
         {"path": "Drug|Intrinsic clearance", "level": "replicate", "distribution": "uniform",
          "min": 0.4, "max": 1}],
       "outputs": {"timeSeries": [{"path": "Organism|VenousBlood|Drug|Plasma concentration"}]}}
      """;

  @TempDir private Path folder;
  private Bridge bridge;

  @BeforeEach
  void open() {
    bridge =
        Bridge.open(
            BridgeConfig.builder()
                .modelSearchPaths(folder)
                .populationDirectory(folder.resolve("populations"))
                .build());
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  private static ObjectNode request() {
    ObjectNode request = (ObjectNode) Json.mapper().readTree(WORKLOAD);
    return request.put("simulationId", "demo").put("modelPath", "demo").put("waitMs", 60_000);
  }

  private RunPopulationSimulation.Response run(ObjectNode request) {
    return (RunPopulationSimulation.Response) bridge.call("run_population_simulation", request);
  }

  private GetPopulationResults.Response results(String id) {
    return bridge.call(GetPopulationResults.Request.of(id));
  }

  private void refused(ObjectNode request, String message) {
    assertThatThrownBy(() -> run(request))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPopulationIsAJobWithResults() {
    RunPopulationSimulation.Response job = run(request());
    assertThat(job.status()).isEqualTo("succeeded");
    assertThat(job.progress()).isEqualTo(100);
    assertThat(job.work().done()).isEqualTo(12);
    GetJobStatus.Response status = bridge.call(new GetJobStatus.Request(job.jobId()));
    assertThat(status.work().subjects()).isEqualTo(12);
    GetPopulationResults.Response results = results(job.resultsId());
    assertThat(results.simulationId()).isEqualTo("demo");
    assertThat(results.status()).isEqualTo("succeeded");
    assertThat(results.cohort())
        .isEqualTo(new GetPopulationResults.Cohort(12, "random", 3, List.of("Sex"), 2, 2));
    assertThat(results.progress().runsDone()).isEqualTo(24);
    assertThat(results.groups()).containsExactly("all", "Sex=f", "Sex=m");
    assertThat(results.aggregates())
        .containsOnlyKeys(
            "meanCmax",
            "sdCmax",
            "medianCmax",
            "meanTmax",
            "sdTmax",
            "medianTmax",
            "meanAUC",
            "sdAUC",
            "medianAUC");
    assertThat(results.aggregates().get("sdCmax")).isPositive();
    assertThat(results.pk())
        .anySatisfy(
            pk -> {
              assertThat(pk.parameter()).isEqualTo("C_max");
              assertThat(pk.unit()).isEqualTo("µmol/l");
              assertThat(pk.count()).isEqualTo(24);
              assertThat(pk.p5()).isLessThan(pk.median());
              assertThat(pk.p95()).isGreaterThan(pk.median());
            });
    assertThat(results.timeCourses()).hasSize(1);
    assertThat(results.timeCourses().get(0).p95())
        .hasSameSizeAs(results.timeCourses().get(0).time());
    long rows = results.chunks().stream().mapToLong(GetPopulationResults.Chunk::rows).sum();
    assertThat(rows).isEqualTo(24L * results.metadata().timePoints());
    assertThat(results.chunks().get(0).uri())
        .isEqualTo("/population_results/" + job.resultsId() + "/chunks/chunk-00000");
    assertThat(results.chunks().get(0).preview().path("time").get(0).doubleValue()).isZero();
    assertThat(results.files())
        .extracting(GetPopulationResults.FileHandle::name)
        .containsExactly(
            "aggregates.csv", "pk.csv", "pk-summary.csv", "subjects.csv", "failures.csv");
    assertThat(results.cut()).isNull();
    assertThatThrownBy(() -> bridge.call(GetResults.Request.of(job.resultsId())))
        .hasMessageContaining("is a population");
  }

  @Test
  void aGroupAndPathsCanBeAskedFor() {
    String id = run(request()).resultsId();
    GetPopulationResults.Response women =
        bridge.call(
            new GetPopulationResults.Request(id, List.of("**|Plasma*"), "Sex=f", 5, 1, null, null));
    assertThat(women.pk().get(0).count()).isPositive().isLessThan(24);
    assertThat(women.timeCourses().get(0).time()).hasSizeLessThanOrEqualTo(5);
    assertThat(women.chunks()).hasSize(1);
    assertThat(women.cut()).contains("maxPoints").contains("nextCursor");
    GetPopulationResults.Response next =
        bridge.call(
            new GetPopulationResults.Request(id, null, null, 5, 1, women.nextCursor(), null));
    assertThat(next.chunks().get(0).chunkId()).isEqualTo("chunk-00001");
    assertThatThrownBy(
            () ->
                bridge.call(
                    new GetPopulationResults.Request(id, null, "Sex=x", null, null, null, null)))
        .hasMessageContaining("Sex=x");
    GetPopulationResults.Response small =
        bridge.call(new GetPopulationResults.Request(id, null, null, null, null, null, 8000));
    assertThat(Json.bytes(small).length).isLessThanOrEqualTo(8000);
    assertThat(small.cut()).isNotNull();
  }

  /** Parts of an answer are kept, with their lengths: it stays the same to the last byte. */
  @Test
  void theSameQuestionHasTheSameAnswerAndItsLengthIsKnown() {
    String id = run(request()).resultsId();
    byte[] first = Json.bytes(results(id));
    assertThat(Json.bytes(results(id))).isEqualTo(first);

    assertThat(atMost(id, first.length).cut()).isNull();
    assertThat(atMost(id, first.length - 1).cut()).isNotNull();

    ((ObjectNode) results(id).chunks().get(0).preview()).removeAll();
    assertThat(Json.bytes(results(id))).isEqualTo(first);
  }

  private GetPopulationResults.Response atMost(String id, int bytes) {
    return bridge.call(new GetPopulationResults.Request(id, null, null, null, null, null, bytes));
  }

  @Test
  void filesBelowTheSearchPathsDoAsWell() throws IOException {
    Path workload = Files.writeString(folder.resolve("w.json"), WORKLOAD);
    ObjectNode byFile = Json.mapper().createObjectNode();
    byFile.put("simulationId", "demo").put("modelPath", "demo").put("waitMs", 60_000);
    GetPopulationResults.Response inline = results(run(request()).resultsId());
    GetPopulationResults.Response stored =
        results(run(byFile.deepCopy().put("workloadPath", workload.toString())).resultsId());
    assertThat(stored.chunks())
        .extracting(GetPopulationResults.Chunk::sha256)
        .isEqualTo(inline.chunks().stream().map(GetPopulationResults.Chunk::sha256).toList());
    Files.writeString(
        folder.resolve("p.csv"), "IndividualId,Sex,Organism|Weight [kg]\n3,f,60\n8,m,80\n");
    GetPopulationResults.Response csv =
        results(run(byFile.deepCopy().put("csvPath", "p.csv")).resultsId());
    assertThat(csv.cohort().sampling()).isEqualTo("csv");
    assertThat(csv.groups()).contains("Sex=m");
    assertThat(csv.metadata().outputsTotal()).isEqualTo(8);
    refused(byFile.deepCopy().put("workloadPath", "/etc/passwd"), "only .json files");
    refused(byFile.deepCopy().put("csvPath", "none.csv"), "no such file");
    ObjectNode sizeOnly = byFile.deepCopy();
    sizeOnly.putObject("cohort").put("size", 3);
    refused(sizeOnly, "required field \"parameters\" is missing");
  }

  @Test
  void theLoadedSimulationIsTakenWithItsValues() {
    bridge.call(new LoadSimulation.Request("demo", "demo"));
    double before = results(run(request()).resultsId()).aggregates().get("meanCmax");
    bridge.call(SetParameterValue.Request.of("demo", DemoModel.ORAL_DOSE, 1e-9));
    double after = results(run(request()).resultsId()).aggregates().get("meanCmax");
    assertThat(after).isLessThan(before);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAJobBegins() {
    ObjectNode nobody = request();
    nobody.remove(List.of("cohort", "parameters"));
    refused(nobody, "nothing says who");
    refused(request().put("csvPath", "p.csv"), "more than one");
    ObjectNode half = request();
    half.remove("parameters");
    refused(half, "\"parameters\" is missing");
    ObjectNode other = request();
    other.remove("cohort");
    refused(other, "\"cohort\" is missing");
    other.remove("parameters");
    assertThatThrownBy(() -> run(other.put("csvPath", "p.txt")))
        .isInstanceOfSatisfying(
            BridgeException.class,
            e -> assertThat(e.details().get(0).field()).isEqualTo("csvPath"));
    ObjectNode wrong = request();
    ((ObjectNode) wrong.path("parameters").get(0)).put("path", "Organism|Wait");
    refused(wrong, "Organism|Wait");
    ObjectNode output = request();
    ((ObjectNode) output.path("outputs").path("timeSeries").get(0)).put("path", "No|Such");
    refused(output, "No|Such");
    ObjectNode size = request();
    ((ObjectNode) size.path("cohort")).put("size", 0);
    refused(size, "size");
    assertThatThrownBy(() -> results("nobody")).hasMessageContaining("no population results");
    assertThat(folder.resolve("populations")).doesNotExist();
  }

  @Test
  void aggregatesAndMetadataAreThoseAskedFor() throws IOException {
    ObjectNode request = request();
    ((ObjectNode) request.path("outputs"))
        .putArray("aggregates")
        .add("p95Cmax")
        .add("meanCL")
        .add("countMRT");
    request.putObject("metadata").put("study", "A-1");
    GetPopulationResults.Response results = results(run(request).resultsId());
    // two doses: there is no clearance
    assertThat(results.aggregates()).containsOnlyKeys("p95Cmax", "countMRT");
    assertThat(results.aggregates().get("countMRT")).isEqualTo(24);
    assertThat(results.metadata().supplied().path("study").stringValue()).isEqualTo("A-1");
    Files.writeString(folder.resolve("p.csv"), "IndividualId,Organism|Weight\n3,60\n8,80\n");
    ObjectNode csv = request.deepCopy();
    csv.remove(List.of("cohort", "parameters", "replicates"));
    csv.put("csvPath", "p.csv");
    assertThat(results(run(csv).resultsId()).aggregates()).containsOnlyKeys("p95Cmax", "countMRT");
    refused(csv.deepCopy().put("ageingPath", "none.csv"), "no such file");
    refused(request.deepCopy().put("ageingPath", "a.csv"), "drawn do not age");
    csv.putObject("outputs").putArray("aggregates").add("meanCmx");
    refused(csv, "outputs.aggregates[0] = \"meanCmx\" is not known");
    csv.putObject("outputs").putArray("timeSeries").add("A|B");
    refused(csv, "outputs.timeSeries[0]");
    csv.remove("outputs");
    csv.putArray("correlations").addObject().put("a", "A").put("b", "B").put("rho", 0.1);
    refused(csv, "correlations without cohort and parameters");
    refused(request.deepCopy().put("metadata", "x"), "string found, object expected");
    request.putObject("metadata").put("long", "x".repeat(5000));
    refused(request, "metadata has 5011 bytes");
  }

  @Test
  void individualsOfAFileAge() throws IOException {
    Files.writeString(folder.resolve("p.csv"), "IndividualId,Organism|Weight\n3,60\n8,60\n");
    Files.writeString(
        folder.resolve("a.csv"),
        "IndividualId,ParameterPath,Time,Value\n8,Organism|Weight,0,60\n8,Organism|Weight,60,90\n");
    ObjectNode request = Json.mapper().createObjectNode();
    request.put("simulationId", "demo").put("modelPath", "demo").put("waitMs", 60_000);
    request.put("csvPath", "p.csv").put("ageingPath", "a.csv");
    RunPopulationSimulation.Response job = run(request);
    assertThat(job.status()).isEqualTo("succeeded");
    GetPopulationResults.Response results = results(job.resultsId());
    GetPopulationResults.TimeCourse plasma =
        results.timeCourses().stream()
            .filter(c -> c.path().equals(DemoModel.PLASMA))
            .findFirst()
            .orElseThrow();
    assertThat(plasma.p95().get(40)).isGreaterThan(1.01 * plasma.p5().get(40));
  }

  @Test
  void equalKeysGiveOneJob() {
    ObjectNode request = request().put("idempotencyKey", "k");
    String first = run(request).jobId();
    assertThat(run(request).jobId()).isEqualTo(first);
    refused(request.deepCopy().put("replicates", 3), "other arguments");
  }

  @Test
  void resultsAreDeletedWhenTheyAreTooOld() throws IOException, InterruptedException {
    String id = run(request()).resultsId();
    Path manifest = folder.resolve("populations").resolve(id).resolve("manifest.json");
    String old = Instant.now().minusSeconds(8 * 86_400).toString();
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"updatedAt\" : \"[^\"]*\"", "\"updatedAt\" : \"" + old + "\""));
    String next = run(request()).resultsId();
    // Beside the end of the population, a moment later.
    for (int i = 0; i < 20_000 && Files.exists(manifest.getParent()); i++) {
      Thread.sleep(1);
    }
    assertThat(manifest.getParent()).doesNotExist();
    assertThat(folder.resolve("populations").resolve(next)).exists();
  }

  @Test
  void withoutAFolderResultsGoWithTheBridge() {
    Path root;
    try (Bridge other = Bridge.open(BridgeConfig.builder().build())) {
      String id =
          ((RunPopulationSimulation.Response) other.call("run_population_simulation", request()))
              .resultsId();
      root = other.populations().folder(id).getParent();
      assertThat(root).isDirectory();
    }
    assertThat(root).doesNotExist();
  }
}
