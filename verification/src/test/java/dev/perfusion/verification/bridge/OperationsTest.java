package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Health, metrics, capabilities, audit events, resources, job events, OpenAPI over HTTP. */
class OperationsTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters";

  @TempDir private static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            RunningServer.settings().auditEnabled(true).auditDirectory(folder.resolve("audit")));
    server.loadDemo("ops");
    server.loadDemo("Another");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer get(String path) {
    return server.get(path, Map.of());
  }

  private static Answer ok(String path) {
    Answer answer = get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  @Test
  void healthSaysLiveReadyAndWhyNot() {
    JsonNode health = ok("/health").json();
    assertThat(health.path("status").stringValue()).isEqualTo("ok");
    assertThat(health.path("live").booleanValue()).isTrue();
    assertThat(health.path("ready").booleanValue()).isTrue();
    assertThat(health.path("issues").isEmpty()).isTrue();
    assertThat(ok("/health/live").json().path("live").booleanValue()).isTrue();
    assertThat(ok("/health/ready").json()).isNotNull();
  }

  @Test
  void aStoppingServerRefusesWorkAndServesResults() throws InterruptedException {
    try (RunningServer stopping = RunningServer.start(RunningServer.settings())) {
      stopping.loadDemo("s");
      String job = stopping.submit("{\"simulationId\":\"s\"}");
      assertThat(stopping.bridge().drain(Duration.ofSeconds(20))).isTrue();
      Answer run =
          stopping.post("/run_simulation", "{\"simulationId\":\"s\"}", RunningServer.CONFIRMED);
      assertThat(run.status()).isEqualTo(503);
      assertThat(run.errorCode()).isEqualTo("Unavailable");
      assertThat(stopping.status(job).path("status").stringValue()).isEqualTo("succeeded");
      assertThat(stopping.get("/health/ready", Map.of()).status()).isEqualTo(503);
      assertThat(stopping.get("/health", Map.of()).json().path("status").stringValue())
          .isEqualTo("stopping");
    }
  }

  @Test
  void capabilitiesAreTrue() {
    JsonNode reply = ok("/mcp/capabilities").json();
    assertThat(reply.path("transports").toString()).contains("http-streamable");
    assertThat(reply.path("adapter").path("name").stringValue()).isEqualTo("inprocess");
    boolean population = ok("/mcp/list_tools").text().contains("run_population_simulation");
    assertThat(reply.path("adapter").path("populationSupported").booleanValue())
        .isEqualTo(population);
    JsonNode health = reply.path("adapter").path("health");
    assertThat(health.path("status").stringValue()).isEqualTo("initialised");
    assertThat(health.path("environment").path("available").booleanValue()).isTrue();
    assertThat(reply.path("maxPayloadKb").intValue()).isEqualTo(512);
    assertThat(reply.path("timeouts").path("defaultMs").intValue()).isEqualTo(300_000);
    assertThat(reply.path("timeouts").path("adapterTimeoutMs").intValue()).isEqualTo(30_000);
    assertThat(reply.path("annotations").path("service").stringValue()).isEqualTo("mcp-bridge");
    assertThat(reply.path("annotations").path("environment").stringValue())
        .isEqualTo("development");
  }

  /** What was looked for and not found is told before anybody calls. */
  @Test
  void anEngineThatIsNotThereSaysSo() throws InterruptedException {
    Path libs = folder.resolve("no-libraries");
    AdapterSettings settings =
        AdapterSettings.DEFAULT
            .with(AdapterSettings.Backend.OSPSUITE)
            .withRPath(folder.resolve("no-r").resolve("R"))
            .withOspsuiteLibs(libs);
    try (RunningServer without = RunningServer.start(RunningServer.settings().adapter(settings))) {
      while (!without.bridge().adapter().health().ready()) {
        Thread.sleep(5);
      }
      JsonNode adapter = without.get("/mcp/capabilities", Map.of()).json().path("adapter");
      assertThat(adapter.path("name").stringValue()).isEqualTo("ospsuite");
      assertThat(adapter.path("populationSupported").booleanValue()).isFalse();
      assertThat(adapter.path("health").path("status").stringValue()).isEqualTo("stopped");
      JsonNode environment = adapter.path("health").path("environment");
      assertThat(environment.path("available").booleanValue()).isFalse();
      assertThat(environment.path("rPath").isNull()).isTrue();
      assertThat(environment.path("rVersion").isNull()).isTrue();
      assertThat(environment.path("ospsuiteLibs").stringValue()).isEqualTo(libs.toString());
      assertThat(environment.path("ospsuiteAvailable").booleanValue()).isFalse();
      assertThat(environment.path("issues").toString())
          .contains("the folder that OSPSUITE_LIBS names is not there")
          .contains("the R that ADAPTER_R_PATH names does not answer");
      JsonNode health = without.get("/health", Map.of()).json();
      assertThat(health.path("status").stringValue()).isEqualTo("degraded");
      assertThat(health.path("issues")).isEqualTo(environment.path("issues"));
      RunningServer.Answer load =
          without.post(
              "/load_simulation",
              "{\"filePath\":\"demo\",\"simulationId\":\"a\"}",
              RunningServer.CONFIRMED);
      assertThat(load.status()).isEqualTo(503);
      assertThat(load.errorCode()).isEqualTo("EnvironmentMissing");
    }
  }

  private static double metric(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void metricsCountWhatHappens() throws InterruptedException {
    String before = ok("/metrics").text();
    JsonNode ended = server.ended(server.submit("{\"simulationId\":\"ops\"}"));
    String id = ended.path("resultHandle").path("resultsId").stringValue();
    JsonNode results =
        server.post("/get_results", "{\"resultsId\":\"" + id + "\",\"maxPoints\":2}").json();
    String after = ok("/metrics").text();
    double steps =
        metric(after, "mcp_solver_steps_total") - metric(before, "mcp_solver_steps_total");
    assertThat(steps).isGreaterThan(100);
    assertThat(results.path("statistics").path("steps").doubleValue()).isLessThanOrEqualTo(steps);
    for (String name :
        List.of(
            "mcp_job_finished_total",
            "mcp_job_queue_wait_seconds_count",
            "mcp_job_execution_seconds_count",
            "mcp_solver_run_seconds_count",
            "mcp_audit_events_total",
            "mcp_tool_invocations_total",
            "mcp_http_requests_total")) {
      assertThat(metric(after, name)).as(name).isGreaterThan(metric(before, name));
    }
    assertThat(metric(after, "mcp_sessions")).isGreaterThanOrEqualTo(2);
    assertThat(metric(after, "mcp_audit_events_lost_total")).isZero();
    assertThat(metric(after, "jvm_memory_used_bytes")).isPositive();
    get("/jobs/some-id/events");
    get("/no/such/route/123");
    assertThat(ok("/metrics").text())
        .contains("route=\"/jobs/{jobId}/events\"", "route=\"unmatched\"")
        .doesNotContain("some-id", "123\"");
  }

  @Test
  void theGuideNamesMetricsThatThereAre() throws Exception {
    server.ended(server.submit("{\"simulationId\":\"ops\"}"));
    String metrics = ok("/metrics").text();
    String guide = Files.readString(Path.of("../docs/deployment.md"));
    List<String> names =
        Pattern.compile("\\b(mcp|jvm|process)_[a-z_]+[a-z]\\b")
            .matcher(guide.substring(guide.indexOf("PromQL")))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(names).hasSizeGreaterThan(8);
    assertThat(names)
        .allSatisfy(
            name -> assertThat(metrics).containsPattern("(?m)^" + Pattern.quote(name) + "[ {]"));
  }

  @Test
  void metricsCountTheRunsOfAnAnalysis() throws InterruptedException {
    String before = ok("/metrics").text();
    String job =
        server
            .post(
                "/run_sensitivity_analysis",
                "{\"simulationId\":\"ops\",\"parameters\":[{\"path\":\"Organism|Weight\","
                    + "\"deltas\":[-0.1,0.1,0.2]}]}",
                Map.of("X-MCP-Confirm", "true"))
            .json()
            .path("jobId")
            .stringValue();
    assertThat(server.ended(job).path("status").stringValue()).isEqualTo("succeeded");
    String after = ok("/metrics").text();
    String runs = "mcp_solver_run_seconds_count";
    assertThat(metric(after, runs) - metric(before, runs)).isGreaterThanOrEqualTo(4);
    assertThat(metric(after, "mcp_solver_steps_total") - metric(before, "mcp_solver_steps_total"))
        .isGreaterThan(400);
  }

  @Test
  void auditEventsAreForAdministrators() {
    assertThat(get("/audit/events").errorCode()).isEqualTo("Forbidden");
    try (RunningServer own =
        RunningServer.start(
            RunningServer.settings()
                .auth(RunningServer.auth(SECRET, 0))
                .auditEnabled(true)
                .auditDirectory(folder.resolve("own")))) {
      String token = Tokens.hs256(SECRET, "ada", "admin");
      Map<String, String> headers =
          Map.of("Authorization", "Bearer " + token, "X-MCP-Confirm", "true");
      own.post("/load_simulation", "{\"filePath\":\"demo\"}", headers);
      own.post("/list_parameters", "{\"simulationId\":\"demo\"}", headers);
      JsonNode events = own.get("/audit/events?limit=1", headers).json().path("events");
      assertThat(events.size()).isEqualTo(1);
      assertThat(events.get(0).path("eventType").stringValue()).isEqualTo("tool.list_parameters");
      assertThat(events.get(0).path("identity").path("subject").stringValue()).isEqualTo("ada");
      events =
          own.get("/audit/events?eventType=tool.load_simulation", headers).json().path("events");
      assertThat(events.size()).isEqualTo(1);
      assertThat(events.get(0).path("confirmed").booleanValue()).isTrue();
      Answer wrong = own.get("/audit/events?limit=1001", headers);
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.text()).contains("limit", "1 to 1000");
    }
  }

  @Test
  void resourcesComeInPagesWithATag() {
    Answer all = ok("/mcp/resources/simulations");
    assertThat(all.json().path("total").intValue()).isEqualTo(2);
    assertThat(all.json().path("items").get(0).path("id").stringValue()).isEqualTo("Another");
    Answer same =
        server.get("/mcp/resources/simulations", Map.of("If-None-Match", all.header("ETag")));
    assertThat(same.status()).isEqualTo(304);
    assertThat(ok("/mcp/resources/simulations?search=ANOTH").json().path("total").intValue())
        .isEqualTo(1);

    JsonNode page = ok("/mcp/resources/parameters?simulationId=ops&limit=3&page=2").json();
    assertThat(page.path("items").size()).isEqualTo(3);
    JsonNode weight =
        ok("/mcp/resources/parameters?simulationId=ops&filter=organism%7Cweight").json();
    JsonNode item = weight.path("items").get(0);
    assertThat(item.path("id").stringValue()).isEqualTo("ops:Organism|Weight");
    assertThat(item.path("unit").stringValue()).isEqualTo("kg");
    assertThat(item.path("isEditable").booleanValue()).isTrue();
    assertThat(get("/mcp/resources/parameters?simulationId=none").status()).isEqualTo(404);
    assertThat(get("/mcp/resources/parameters").status()).isEqualTo(400);
    assertThat(get("/mcp/resources/simulations?limit=many").status()).isEqualTo(400);
  }

  @Test
  void jobEventsEndWithTheJob() throws Exception {
    String job = server.submit("{\"simulationId\":\"ops\"}");
    HttpResponse<String> stream =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + server.port() + "/jobs/" + job + "/events"))
                    .timeout(Duration.ofSeconds(30))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    List<String> events =
        stream.body().lines().filter(l -> l.startsWith("data: ")).map(l -> l.substring(6)).toList();
    JsonNode last = Json.mapper().readTree(events.get(events.size() - 1));
    assertThat(last.path("status").stringValue()).isEqualTo("succeeded");
    assertThat(last.path("resultId").isString()).isTrue();
    assertThat(get("/jobs/none/events").errorCode()).isEqualTo("NotFound");
  }

  @Test
  void theDocumentIsValidOpenApi() {
    String text = ok("/openapi.json").text();
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(text, null, options);
    assertThat(result.getMessages()).isNullOrEmpty();
    String wrong = text.replace("\"responses\"", "\"answers\"");
    assertThat(new OpenAPIV3Parser().readContents(wrong, null, options).getMessages())
        .as("the validator finds faults")
        .isNotEmpty();
    assertThat(result.getOpenAPI().getPaths())
        .containsKeys(
            "/load_simulation",
            "/get_simulation_results",
            "/mcp/call_tool",
            "/jobs/{jobId}/events",
            "/audit/events");
    long operations =
        result.getOpenAPI().getPaths().values().stream()
            .mapToLong(path -> path.readOperations().size())
            .sum();
    assertThat(
            result.getOpenAPI().getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .map(operation -> operation.getOperationId())
                .collect(Collectors.toSet()))
        .hasSize((int) operations);
    assertThat(ok("/docs").text()).contains("POST /load_simulation", "Load a simulation");
    assertThat(ok("/redoc").text()).isEqualTo(ok("/docs").text());
  }

  @Test
  void answersKeepTheDocument() throws InterruptedException {
    JsonNode document = ok("/openapi.json").json();
    SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    String job = server.submit("{\"simulationId\":\"ops\"}");
    JsonNode ended = server.ended(job);
    Map<String, String> requests =
        Map.of(
            "/list_parameters", "{\"simulationId\":\"ops\"}",
            "/get_parameter_value",
                "{\"simulationId\":\"ops\",\"parameterPath\":\"Organism|Weight\"}",
            "/run_simulation", "{\"simulationId\":\"ops\"}",
            "/get_job_status", "{\"jobId\":\"" + job + "\"}",
            "/get_results",
                "{\"resultsId\":\""
                    + ended.path("resultHandle").path("resultsId").stringValue()
                    + "\",\"maxPoints\":5}",
            "/load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"documented\"}");
    requests.forEach(
        (path, body) -> {
          JsonNode post = document.path("paths").path(path).path("post");
          JsonNode in = post.path("requestBody").path("content").path("application/json");
          JsonNode out =
              post.path("responses").path("2XX").path("content").path("application/json");
          Answer answer = server.post(path, body, RunningServer.CONFIRMED);
          assertThat(answer.status()).as(answer.text()).isLessThan(300);
          assertThat(schemas.getSchema(in.path("schema")).validate(Json.mapper().readTree(body)))
              .as(path)
              .isEmpty();
          assertThat(schemas.getSchema(out.path("schema")).validate(answer.json()))
              .as("%s: %s", path, answer.text())
              .isEmpty();
        });
    JsonNode envelope = document.path("components").path("schemas").path("Error");
    assertThat(schemas.getSchema(envelope).validate(server.post("/get_results", "{}").json()))
        .isEmpty();
    server.bridge().unload("documented");
  }
}
