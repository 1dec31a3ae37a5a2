package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Servers that share an audit trail are killed under load; no answered call is missing from it. */
class AuditSurvivalTest {
  private static final int CLIENTS = 50;
  private static final int ENOUGH = 300;

  @TempDir private Path folder;

  private record Outcome(int code, String out) {}

  private Outcome verify() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(ServerProcess.command("audit", "verify", "--dir", "trail"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), out);
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("trail"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.endsWith("}")) {
            events.add(Json.mapper().readTree(line));
          }
        }
      }
    }
    return events;
  }

  private static void load(ServerProcess server) throws IOException, InterruptedException {
    assertThat(server.post("/load_simulation", "{\"filePath\":\"demo\"}", Map.of()).statusCode())
        .isEqualTo(201);
  }

  @Test
  void noAnsweredCallIsMissingAfterKill9() throws Exception {
    Map<String, String> settings = Map.of("AUDIT_STORAGE_PATH", "trail");
    // They share the trail; jobs and sessions are each server's own.
    Map<String, String> second =
        Map.of("AUDIT_STORAGE_PATH", "trail", "JOB_REGISTRY_PATH", "second/registry.db");
    Queue<String> answered = new ConcurrentLinkedQueue<>();
    try (ServerProcess one = ServerProcess.start(folder, settings);
        ServerProcess two = ServerProcess.start(folder, second)) {
      load(one);
      load(two);
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.execute(() -> callUntilKilled(client % 2 == 0 ? one : two, client, answered));
      }
      for (int i = 0; i < 3000 && answered.size() < ENOUGH; i++) {
        Thread.sleep(10);
      }
      one.kill();
      two.kill();
      clients.shutdown();
      assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ENOUGH);
    Outcome intact = verify();
    assertThat(intact.code()).as(intact.out()).isZero();
    Set<String> noted =
        events().stream()
            .map(e -> e.path("correlationId").asString(""))
            .collect(Collectors.toSet());
    assertThat(noted).containsAll(answered);

    try (ServerProcess next = ServerProcess.start(folder, settings)) {
      String list = "{\"simulationId\":\"demo\"}";
      assertThat(next.post("/list_parameters", list, Map.of()).statusCode()).isEqualTo(200);
    }
    assertThat(verify().code()).isZero();
    Path day;
    try (Stream<Path> files = Files.walk(folder.resolve("trail"))) {
      day = files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList().get(0);
    }
    List<String> lines = Files.readAllLines(day);
    Files.write(day, lines.subList(0, lines.size() - 1));
    Outcome broken = verify();
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).contains("missing");
  }

  private static void callUntilKilled(ServerProcess server, int client, Queue<String> answered) {
    for (int n = 0; ; n++) {
      String id = client + "-" + n;
      try {
        int status =
            server
                .post(
                    "/get_parameter_value",
                    "{\"simulationId\":\"demo\",\"parameterPath\":\"Organism|Weight\"}",
                    Map.of("X-Correlation-Id", id))
                .statusCode();
        if (status == 200) {
          answered.add(id);
        }
      } catch (IOException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Test
  void aStopLetsJobsEnd() throws Exception {
    Map<String, String> settings =
        Map.of("AUDIT_STORAGE_PATH", "trail", "JOB_WORKER_THREADS", "1", "LOG_LEVEL", "INFO");
    List<String> jobs = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder, settings)) {
      load(server);
      assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
      for (int i = 0; i < 30; i++) {
        String answer =
            server.post("/run_simulation", "{\"simulationId\":\"demo\"}", Map.of()).body();
        jobs.add(Json.mapper().readTree(answer).path("jobId").stringValue());
      }
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(server.errors()).contains("\"message\":\"stopped\"").doesNotContain("ERROR");
    }
    List<JsonNode> events = events();
    for (String job : jobs) {
      JsonNode last =
          events.stream()
              .filter(e -> e.path("job").path("jobId").asString("").equals(job))
              .reduce((a, b) -> b)
              .orElseThrow()
              .path("job");
      assertThat(last.path("status").stringValue()).isEqualTo("succeeded");
      assertThat(last.path("queueWaitMs").doubleValue()).isNotNegative();
      assertThat(last.path("executionMs").doubleValue()).isPositive();
    }
    assertThat(verify().code()).isZero();
  }
}
