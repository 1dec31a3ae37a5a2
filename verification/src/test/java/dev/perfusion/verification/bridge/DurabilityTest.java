package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.fixtures.SlowModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is left after {@code kill -9}. */
class DurabilityTest {
  /** Long enough to be killed in the middle, short enough to be run again. */
  private static final double SPEED = 40;

  @TempDir private Path folder;

  private ServeProcess start() throws Exception {
    return ServeProcess.start(folder, Map.of("JOB_WORKER_THREADS", "1"));
  }

  private static void set(ServeProcess server, double speed) {
    JsonNode answer =
        server.post(
            "/set_parameter_value",
            "{\"simulationId\":\"slow\",\"parameterPath\":\""
                + SlowModel.SPEED
                + "\",\"value\":"
                + speed
                + "}");
    assertThat(answer.path("parameter").path("value").doubleValue()).isEqualTo(speed);
  }

  private static String submit(ServeProcess server, String key) {
    return server
        .post("/run_simulation", "{\"simulationId\":\"slow\",\"idempotencyKey\":\"" + key + "\"}")
        .path("jobId")
        .stringValue();
  }

  private static JsonNode series(ServeProcess server, String jobId) throws InterruptedException {
    JsonNode ended = server.ended(jobId);
    assertThat(ended.path("status").stringValue()).as(ended.toString()).isEqualTo("succeeded");
    return server.post("/get_results", "{\"resultsId\":\"" + jobId + "\"}").path("series");
  }

  @Test
  void aSecondServerInTheFolderIsToldWhoHasItAndWhatToDo() throws Exception {
    try (ServeProcess first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("in use by process " + first.pid())
          .hasMessageContaining("JOB_REGISTRY_PATH=memory")
          .hasMessageNotContaining("SQLITE");
      ServeProcess.start(folder, Map.of("JOB_REGISTRY_PATH", "other/registry.db")).close();
      ServeProcess.start(folder, Map.of("JOB_REGISTRY_PATH", "memory")).close();
    }
    start().close();
  }

  @Test
  void nothingAcceptedAndNothingFinishedIsLost() throws Exception {
    Path model = SlowModel.writeTo(folder);
    JsonNode reference;
    JsonNode status;
    String finished;
    String running;
    String waiting;
    try (ServeProcess first = start()) {
      first.post("/load_simulation", "{\"filePath\":\"" + model + "\"}");
      set(first, SPEED);
      finished = submit(first, "finished");
      reference = series(first, finished);
      status = first.status(finished);
      running = submit(first, "running");
      set(first, 2);
      waiting = submit(first, "waiting");
      set(first, 3);
      first.running(running);
      assertThat(first.status(waiting).path("status").stringValue()).isEqualTo("queued");
      first.kill();
    }
    try (ServeProcess second = start()) {
      assertThat(second.status(finished)).isEqualTo(status);
      assertThat(series(second, finished)).isEqualTo(reference);
      assertThat(submit(second, "running")).isEqualTo(running);
      assertThat(series(second, running)).isEqualTo(reference);
      assertThat(series(second, waiting)).isNotEqualTo(reference);
      JsonNode value =
          second.post(
              "/get_parameter_value",
              "{\"simulationId\":\"slow\",\"parameterPath\":\"" + SlowModel.SPEED + "\"}");
      assertThat(value.path("parameter").path("value").doubleValue()).isEqualTo(3);
    }
  }

  @Test
  void anEndInGoodOrderHandsRunningJobsOn() throws Exception {
    Path model = SlowModel.writeTo(folder);
    String job;
    try (ServeProcess first = start()) {
      first.post("/load_simulation", "{\"filePath\":\"" + model + "\"}");
      set(first, SPEED);
      job = submit(first, "k");
      first.running(job);
    }
    try (ServeProcess second = start()) {
      assertThat(second.ended(job).path("status").stringValue()).isEqualTo("succeeded");
    }
  }

  @Test
  void aJobThatIsRunningAtThreeCrashesIsGivenUp() throws Exception {
    Path model = SlowModel.writeTo(folder);
    String job = null;
    String behind = null;
    for (int crash = 1; crash <= 3; crash++) {
      ServeProcess server = start();
      if (job == null) {
        server.post("/load_simulation", "{\"filePath\":\"" + model + "\"}");
        job = submit(server, "poison");
        set(server, 1);
        behind = submit(server, "behind");
      }
      server.running(job);
      server.kill();
    }
    try (ServeProcess last = start()) {
      JsonNode ended = last.ended(job);
      assertThat(ended.path("status").stringValue()).isEqualTo("failed");
      assertThat(ended.path("error").path("message").stringValue()).contains("ended 3 times");
      assertThat(last.ended(behind).path("status").stringValue()).isEqualTo("succeeded");
    }
  }
}
