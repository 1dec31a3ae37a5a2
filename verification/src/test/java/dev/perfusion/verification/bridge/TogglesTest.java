package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.fixtures.SlowModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The toggles of docs/deployment.md on the shipped jar: each flipped, and back. */
class TogglesTest {
  @TempDir private Path folder;

  private static JsonNode load(ServeProcess server, String file, String id) {
    return server.post(
        "/load_simulation", "{\"filePath\":\"" + file + "\",\"simulationId\":\"" + id + "\"}");
  }

  private static JsonNode run(ServeProcess server, String id) {
    return server.post("/run_simulation", "{\"simulationId\":\"" + id + "\"}");
  }

  private static String code(JsonNode answer) {
    return answer.path("error").path("code").asString("none");
  }

  private static String ended(ServeProcess server, JsonNode job) throws InterruptedException {
    return server.ended(job.path("jobId").stringValue()).path("status").stringValue();
  }

  @Test
  void flippedTheyDoWhatTheGuideSays() throws Exception {
    String slow = SlowModel.writeTo(folder).toString();
    Map<String, String> flipped =
        Map.of(
            "JOB_WORKER_THREADS", "1",
            "JOB_QUEUE_CAPACITY", "1",
            "JOB_TIMEOUT_SECONDS", "5",
            "JOB_MAX_RETRIES", "2",
            "MODEL_CACHE_ENTRIES", "0",
            "SESSION_MAX_COUNT", "2",
            "MAX_PAYLOAD_KB", "1",
            "RESULT_STORE_ENTRIES", "1",
            "JOB_REGISTRY_PATH", "memory",
            "AUDIT_ENABLED", "false");
    try (ServeProcess server = ServeProcess.start(folder, flipped)) {
      load(server, slow, "slow");
      JsonNode first = run(server, "slow");
      assertThat(first.path("maxRetries").intValue()).isEqualTo(2);
      assertThat(first.path("timeoutSeconds").doubleValue()).isEqualTo(5);
      server.running(first.path("jobId").stringValue());
      JsonNode second = run(server, "slow");
      JsonNode third = run(server, "slow");
      assertThat(code(third)).as(third.toString()).isEqualTo("RateLimited");
      assertThat(third.path("error").path("message").stringValue()).contains("busy");
      assertThat(ended(server, first)).isEqualTo("timeout");
      server.post("/cancel_job", "{\"jobId\":\"" + second.path("jobId").stringValue() + "\"}");

      assertThat(load(server, "demo", "one").path("metadata").path("cached").booleanValue())
          .isFalse();
      assertThat(load(server, "demo", "two").path("metadata").path("cached").booleanValue())
          .isFalse();
      JsonNode gone = run(server, "slow");
      assertThat(code(gone)).isEqualTo("NotFound");
      assertThat(gone.path("error").path("message").stringValue()).contains("SESSION_MAX_COUNT");

      JsonNode large = server.post("/describe_simulation", "{\"x\":\"" + "y".repeat(2000) + "\"}");
      assertThat(large.path("error").path("message").stringValue()).contains("1 KB");

      JsonNode job = run(server, "one");
      assertThat(ended(server, job)).isEqualTo("succeeded");
      assertThat(ended(server, run(server, "one"))).isEqualTo("succeeded");
      // Kept in memory only, and there is room for one.
      assertThat(
              code(
                  server.post(
                      "/get_results",
                      "{\"resultsId\":\"" + job.path("jobId").stringValue() + "\"}")))
          .isEqualTo("NotFound");
    }
    assertThat(folder.resolve("var/audit")).doesNotExist();
    assertThat(folder.resolve("var/jobs")).doesNotExist();
  }

  @Test
  void backAgainTheDefaultsHold() throws Exception {
    String job;
    try (ServeProcess server = ServeProcess.start(folder, Map.of("RESULT_STORE_ENTRIES", "1"))) {
      load(server, "demo", "one");
      assertThat(load(server, "demo", "two").path("metadata").path("cached").booleanValue())
          .isTrue();
      JsonNode first = run(server, "one");
      job = first.path("jobId").stringValue();
      assertThat(first.path("maxRetries").intValue()).isZero();
      assertThat(first.path("timeoutSeconds").doubleValue()).isEqualTo(300);
      assertThat(ended(server, first)).isEqualTo("succeeded");
      assertThat(ended(server, run(server, "one"))).isEqualTo("succeeded");
      JsonNode large = server.post("/describe_simulation", "{\"x\":\"" + "y".repeat(2000) + "\"}");
      assertThat(code(large)).isEqualTo("InvalidInput");
      assertThat(large.path("error").path("message").stringValue()).doesNotContain("KB");
      // Out of memory, read from the file.
      assertThat(results(server, job)).isGreaterThan(1);
    }
    try (ServeProcess server = ServeProcess.start(folder, Map.of())) {
      assertThat(results(server, job)).isGreaterThan(1);
    }
    assertThat(Files.list(folder.resolve("var/audit"))).isNotEmpty();
  }

  private static int results(ServeProcess server, String id) {
    return server.post("/get_results", "{\"resultsId\":\"" + id + "\"}").path("series").size();
  }
}
