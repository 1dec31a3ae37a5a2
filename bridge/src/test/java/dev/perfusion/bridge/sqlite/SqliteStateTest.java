package dev.perfusion.bridge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.job.StoredJob;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.CalculatePkParameters;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.GetParameterValue;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.SetParameterValue;
import dev.perfusion.bridge.tool.ToolFlows;
import dev.perfusion.fixtures.DemoModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a bridge leaves behind and the next one finds. */
class SqliteStateTest {
  private static final int WAIT = 20_000;

  @TempDir private Path folder;

  private BridgeConfig.Builder config() {
    return BridgeConfig.builder()
        .modelSearchPaths(folder)
        .stateFile(folder.resolve("state").resolve("jobs.db"));
  }

  private Bridge open() {
    return Bridge.open(config().build());
  }

  private SqliteState state() {
    return SqliteState.open(folder.resolve("state").resolve("jobs.db"));
  }

  private static RunSimulation.Request run(String key) {
    return new RunSimulation.Request("demo", null, null, null, key, WAIT);
  }

  @Test
  void theNextBridgeHasSessionsJobsAndResults() {
    GetResults.Response results;
    GetJobStatus.Response status;
    CalculatePkParameters.Response pk;
    String jobId;
    try (Bridge bridge = open()) {
      bridge.call(new LoadSimulation.Request("demo", null));
      bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 61.5));
      var done = bridge.call(run("key"));
      jobId = done.jobId();
      results = bridge.call(GetResults.Request.of(done.resultsId()));
      status = bridge.call(new GetJobStatus.Request(jobId));
      pk = bridge.call(CalculatePkParameters.Request.of(done.resultsId()));
    }
    try (Bridge bridge = open()) {
      var weight = bridge.call(new GetParameterValue.Request("demo", DemoModel.WEIGHT));
      assertThat(weight.parameter().value()).isEqualTo(61.5);
      assertThat(weight.parameter().source()).isEqualTo("user");
      assertThatThrownBy(() -> bridge.call(new LoadSimulation.Request("demo", null)))
          .hasMessageContaining("loaded already");
      GetJobStatus.Response again = bridge.call(new GetJobStatus.Request(jobId));
      assertThat(again.status()).isEqualTo("succeeded");
      assertThat(again.executionMs()).isEqualTo(status.executionMs());
      assertThat(again.finishedAt()).isEqualTo(status.finishedAt());
      assertThat(bridge.call(GetResults.Request.of(again.resultHandle().resultsId())))
          .isEqualTo(results);
      assertThat(bridge.call(CalculatePkParameters.Request.of(again.resultHandle().resultsId())))
          .isEqualTo(pk);
      assertThat(bridge.call(run("key")).jobId()).isEqualTo(jobId);
      assertThat(bridge.call(run("other")).jobId()).isNotEqualTo(jobId);
    }
  }

  /** A job as a process leaves it that is killed. */
  private static StoredJob left(String id, JobState state, JsonNode description, int crashes) {
    Instant now = Instant.now();
    JobRecord record =
        new JobRecord(
            id,
            JobRequest.SIMULATION,
            "demo",
            state,
            now,
            state == JobState.RUNNING ? now : null,
            null,
            state == JobState.RUNNING ? 1 : 0,
            0,
            60,
            false,
            0,
            null,
            null,
            null,
            null,
            null);
    JobRequest request =
        new JobRequest(
            JobRequest.SIMULATION,
            "demo",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "f");
    return new StoredJob(record, request, description, crashes);
  }

  private void leave(StoredJob job) {
    try (SqliteState state = state()) {
      // A job is accepted before it runs.
      state.save(left(job.job().jobId(), JobState.QUEUED, job.description(), job.crashes()));
      state.save(job);
    }
  }

  private JsonNode description() {
    try (Bridge bridge = open()) {
      bridge.call(new LoadSimulation.Request("demo", null));
      bridge.call(SetParameterValue.Request.of("demo", DemoModel.WEIGHT, 61.5));
      bridge.call(run("reference"));
    }
    try (SqliteState state = state()) {
      return state.load().get(0).description();
    }
  }

  @Test
  void whatWasAcceptedRunsAgainWithTheSameResult() throws InterruptedException {
    JsonNode description = description();
    leave(left("waiting", JobState.QUEUED, description, 0));
    leave(left("running", JobState.RUNNING, description, 1));
    try (Bridge bridge = open()) {
      List<GetResults.Series> reference =
          bridge.call(GetResults.Request.of(bridge.call(run("reference")).resultsId())).series();
      for (String id : List.of("waiting", "running")) {
        GetJobStatus.Response ended = ToolFlows.finished(bridge, id);
        assertThat(ended.status()).as(id).isEqualTo("succeeded");
        assertThat(bridge.call(GetResults.Request.of(id)).series()).isEqualTo(reference);
      }
    }
    try (SqliteState state = state()) {
      assertThat(state.load())
          .extracting(job -> job.job().state())
          .containsOnly(JobState.SUCCEEDED);
    }
  }

  @Test
  void onlyAJobThatWasRunningAtThreeCrashesIsGivenUp() throws InterruptedException {
    JsonNode description = description();
    leave(left("third", JobState.RUNNING, description, 2));
    leave(left("second", JobState.RUNNING, description, 1));
    leave(left("waited", JobState.QUEUED, description, 2));
    try (Bridge bridge = open()) {
      GetJobStatus.Response third = ToolFlows.finished(bridge, "third");
      assertThat(third.status()).isEqualTo("failed");
      assertThat(third.error().message()).contains("ended 3 times while this job was running");
      assertThat(ToolFlows.finished(bridge, "second").status()).isEqualTo("succeeded");
      assertThat(ToolFlows.finished(bridge, "waited").status()).isEqualTo("succeeded");
    }
  }

  @Test
  void aJobWhoseModelIsAnotherNowFailsWithThatReason() throws InterruptedException {
    JsonNode description = description();
    ((ObjectNode) description).put("sha256", "0".repeat(64));
    leave(left("stale", JobState.QUEUED, description, 0));
    try (Bridge bridge = open()) {
      GetJobStatus.Response ended = ToolFlows.finished(bridge, "stale");
      assertThat(ended.status()).isEqualTo("failed");
      assertThat(ended.error().message()).contains("has changed");
    }
  }

  @Test
  void finishedJobsGoWithTheirResultsWhenTheirTimeIsOver() throws Exception {
    String results;
    try (Bridge bridge = open()) {
      bridge.call(new LoadSimulation.Request("demo", null));
      results = bridge.call(run("old")).resultsId();
    }
    Thread.sleep(1100);
    try (Bridge bridge = Bridge.open(config().jobRetentionSeconds(1).build())) {
      assertThatThrownBy(() -> bridge.call(GetResults.Request.of(results)))
          .isInstanceOf(BridgeException.class);
      bridge.call(run("new"));
    }
    try (var files = Files.list(folder.resolve("state").resolve("results"))) {
      assertThat(files).as("segments").hasSize(1);
    }
  }

  @Test
  void twoServersCannotHaveOneFile() {
    try (SqliteState first = state()) {
      assertThat(first.size()).isZero();
      assertThatThrownBy(this::state)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("JOB_REGISTRY_PATH");
    }
  }

  @Test
  void anInterruptedCallerStoresAndClosesLikeAnyOther() {
    StoredJob job = left("stored", JobState.QUEUED, Json.tree(Map.of()), 0);
    try (SqliteState state = state()) {
      Thread.currentThread().interrupt();
      state.save(job);
    }
    assertThat(Thread.interrupted()).as("passed on").isTrue();
    try (SqliteState again = state()) {
      assertThat(again.load()).extracting(stored -> stored.job().jobId()).containsExactly("stored");
    }
  }

  @Test
  void analysesAreKeptWithTheirFiles() {
    Map<String, Object> request =
        Map.of(
            "simulationId",
            "demo",
            "parameters",
            List.of(Map.of("path", DemoModel.WEIGHT, "deltas", List.of(0.1))),
            "waitMs",
            WAIT,
            "modelPath",
            "demo");
    String id;
    JsonNode report;
    try (Bridge bridge = open()) {
      JsonNode answer = Json.tree(bridge.call("run_sensitivity_analysis", request));
      id = answer.path("resultsId").stringValue();
      report = answer.path("report");
    }
    try (Bridge bridge = open()) {
      GetResults.Response again = bridge.call(GetResults.Request.of(id));
      assertThat(Json.bytes(again.report())).isEqualTo(Json.bytes(report));
      assertThat(again.artefacts().get(0).sizeBytes()).isPositive();
    }
  }
}
