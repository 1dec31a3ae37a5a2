package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.job.JobState;
import dev.perfusion.fixtures.SlowModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Populations over REST and MCP: accepted, watched, stopped, killed. */
class PopulationJobTest {
  private static final String OUTPUT = "Organism|VenousBlood|Drug|Plasma concentration";

  @TempDir private Path folder;

  private static String demo(int size, int replicates) {
    return "{\"simulationId\":\"p\",\"modelPath\":\"demo\",\"cohort\":{\"size\":"
        + size
        + ",\"seed\":5},\"replicates\":"
        + replicates
        + ",\"parameters\":[{\"path\":\"Organism|Weight\",\"level\":\"replicate\","
        + "\"distribution\":\"uniform\",\"min\":50,\"max\":90}],\"outputs\":{\"timeSeries\":"
        + "[{\"path\":\""
        + OUTPUT
        + "\"}]}}";
  }

  private String slow(Path model) {
    return "{\"simulationId\":\"s\",\"modelPath\":\""
        + model
        + "\",\"cohort\":{\"size\":50},\"parameters\":[{\"path\":\""
        + SlowModel.SPEED
        + "\",\"level\":\"subject\",\"distribution\":\"uniform\",\"min\":1,\"max\":1.1}]";
  }

  private static List<String> digests(JsonNode results) {
    List<String> digests = new ArrayList<>();
    results.path("chunks").forEach(chunk -> digests.add(chunk.path("sha256").stringValue()));
    return digests;
  }

  private static String results(String id) {
    return "{\"resultsId\":\"" + id + "\"}";
  }

  @Test
  void overRest() throws Exception {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().populationDirectory(folder))) {
      assertThat(server.post("/run_population_simulation", demo(20, 2)).status()).isEqualTo(428);
      RunningServer.Answer accepted =
          server.post("/run_population_simulation", demo(20, 2), RunningServer.CONFIRMED);
      assertThat(accepted.status()).isEqualTo(202);
      assertThat(accepted.json().path("queuedAt").stringValue()).endsWith("+00:00");
      String id = accepted.json().path("jobId").stringValue();
      JsonNode ended = server.ended(id);
      assertThat(ended.path("status").stringValue()).isEqualTo("succeeded");
      assertThat(ended.path("work").path("done").intValue()).isEqualTo(20);
      JsonNode found = server.post("/get_population_results", results(id)).json();
      assertThat(found.path("aggregates").path("meanCmax").doubleValue()).isPositive();
      String uri = found.path("chunks").get(0).path("uri").stringValue();
      assertThat(server.get(uri, Map.of("Accept", "text/csv")).text())
          .startsWith("IndividualId,Time [min],Replicate," + OUTPUT + " [µmol/l]\n1,0.0,1,");
      String table = found.path("files").get(0).path("uri").stringValue();
      assertThat(server.get(table, Map.of()).text()).startsWith("Path,Unit,Group,Time [min],");
      JsonNode adapter = server.get("/mcp/capabilities", Map.of()).json().path("adapter");
      assertThat(adapter.path("populationSupported").booleanValue()).isTrue();
      String metrics = server.get("/metrics", Map.of()).text();
      assertThat(metrics).contains("mcp_population_subjects_total 20.0");
      assertThat(metrics).contains("mcp_population_jobs_total{status=\"succeeded\"} 1.0");
      assertThat(metrics).containsPattern("mcp_population_download_bytes_total [1-9]");
    }
  }

  @Test
  void overMcp() throws Exception {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().populationDirectory(folder))) {
      McpWire wire = McpWire.modern(server.port(), "{}");
      String waiting = demo(20, 2).replaceFirst("\\{", "{\"waitMs\":60000,");
      JsonNode done = wire.call("run_population_simulation", waiting).path("structuredContent");
      assertThat(done.path("status").stringValue()).isEqualTo("succeeded");
      String id = done.path("resultsId").stringValue();
      JsonNode answer = wire.call("get_population_results", results(id));
      JsonNode link = null;
      for (JsonNode content : answer.path("content")) {
        link = content.path("type").stringValue().equals("resource_link") ? content : link;
      }
      assertThat(link).isNotNull();
      String uri = link.path("uri").stringValue();
      assertThat(uri).startsWith("perfusion://population_results/" + id + "/chunks/chunk-");
      JsonNode read = wire.result("resources/read", "{\"uri\":\"" + uri + "\"}");
      assertThat(read.path("contents").get(0).path("text").stringValue())
          .startsWith("IndividualId,Time [min],Replicate,")
          .endsWith("\n");
    }
  }

  @Test
  void aCancellationIsQuickAndWhatIsDoneStays() throws Exception {
    Path model = SlowModel.writeTo(folder);
    try (RunningServer server =
        RunningServer.start(
            RunningServer.settings()
                .modelSearchPaths(folder)
                .populationDirectory(folder.resolve("out")))) {
      long best = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 12 && best > 50_000_000; attempt++) {
        String id =
            server
                .post("/run_population_simulation", slow(model) + "}", RunningServer.CONFIRMED)
                .json()
                .path("jobId")
                .stringValue();
        while (server.status(id).path("startedAt").isNull()) {
          Thread.sleep(5);
        }
        Thread.sleep(500);
        long start = System.nanoTime();
        server.bridge().jobs().cancel(id);
        assertThat(server.bridge().jobs().await(id, 5_000).state()).isEqualTo(JobState.CANCELLED);
        best = Math.min(best, System.nanoTime() - start);
        JsonNode results = server.post("/get_population_results", results(id)).json();
        assertThat(results.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(results.path("pk")).isEmpty();
      }
      assertThat(best / 1_000_000).as("ms from the order to the end").isLessThanOrEqualTo(50);
    }
  }

  @Test
  void aTimeLimitEndsIt() throws Exception {
    Path model = SlowModel.writeTo(folder);
    try (RunningServer server =
        RunningServer.start(
            RunningServer.settings()
                .modelSearchPaths(folder)
                .populationDirectory(folder.resolve("out")))) {
      String limited = slow(model) + ",\"timeoutSeconds\":0.8}";
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < 3 && best > 1100; attempt++) {
        JsonNode ended =
            server.ended(
                server
                    .post("/run_population_simulation", limited, RunningServer.CONFIRMED)
                    .json()
                    .path("jobId")
                    .stringValue());
        assertThat(ended.path("status").stringValue()).isEqualTo("timeout");
        best = Math.min(best, ended.path("executionMs").doubleValue());
      }
      assertThat(best).isBetween(800.0, 1100.0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inprocess", "subprocess"})
  void afterAKillItGoesOnWhereItWas(String backend) throws Exception {
    Map<String, String> settings = Map.of("ADAPTER_BACKEND", backend);
    String request = demo(600, 5);
    List<String> uninterrupted;
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().populationDirectory(folder.resolve("x")))) {
      String id =
          server
              .post("/run_population_simulation", request, RunningServer.CONFIRMED)
              .json()
              .path("jobId")
              .stringValue();
      server.ended(id);
      uninterrupted = digests(server.post("/get_population_results", results(id)).json());
    }
    ServeProcess first = ServeProcess.start(folder, settings);
    String id = first.post("/run_population_simulation", request).path("jobId").stringValue();
    while (first.status(id).path("progress").doubleValue() < 20) {
      Thread.sleep(5);
    }
    first.kill();
    Path store = folder.resolve("var/population-results").resolve(id);
    long before = Files.getLastModifiedTime(store.resolve("chunk-00000.arrow")).toMillis();
    try (ServeProcess second = ServeProcess.start(folder, settings)) {
      JsonNode ended = second.ended(id);
      assertThat(ended.path("status").stringValue()).as(ended.toString()).isEqualTo("succeeded");
      JsonNode results = second.post("/get_population_results", results(id));
      assertThat(digests(results)).isEqualTo(uninterrupted);
      assertThat(Files.getLastModifiedTime(store.resolve("chunk-00000.arrow")).toMillis())
          .as("chunks that were done are not computed again")
          .isEqualTo(before);
      assertThat(bytes(second.port(), results))
          .isEqualTo(Files.readAllBytes(store.resolve("chunk-00000.arrow")));
    }
  }

  private static byte[] bytes(int port, JsonNode results) throws IOException, InterruptedException {
    String uri = results.path("chunks").get(0).path("uri").stringValue();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + uri)).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }
}
