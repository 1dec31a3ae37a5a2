package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.audit.AuditVerifier;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The REST twins over HTTP: shapes, status codes, error envelope. */
class RestTest {
  @TempDir private static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            RunningServer.settings()
                .modelSearchPaths(folder)
                .auditEnabled(true)
                .auditDirectory(folder.resolve("audit")));
    server.loadDemo("rest");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void envelope(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    JsonNode error = answer.json().path("error");
    assertThat(error.path("code").stringValue()).isEqualTo(code);
    assertThat(error.path("message").stringValue()).isNotEmpty();
    assertThat(error.path("correlationId").stringValue())
        .isEqualTo(answer.header("X-Correlation-Id"))
        .isNotEmpty();
    assertThat(error.path("retryable").isBoolean()).isTrue();
    assertThat(error.path("details").isArray()).isTrue();
    assertThat(answer.text()).doesNotContain("\\tat ", "Exception", "dev.perfusion");
  }

  @Test
  void loadSetReadRunAndResults() throws InterruptedException {
    server.loadDemo("flow");
    Answer set =
        server.post(
            "/set_parameter_value",
            "{\"simulationId\":\"flow\",\"parameterPath\":\"Organism|Weight\",\"value\":80,"
                + "\"unit\":\"kg\"}",
            RunningServer.CONFIRMED);
    assertThat(set.status()).isEqualTo(200);
    Answer read =
        server.post(
            "/get_parameter_value",
            "{\"simulationId\":\"flow\",\"parameterPath\":\"Organism|Weight\"}");
    assertThat(read.json().path("parameter").path("value").doubleValue()).isEqualTo(80);
    assertThat(read.json().path("parameter").path("displayName").stringValue()).isEqualTo("Weight");

    Answer run =
        server.post("/run_simulation", "{\"simulationId\":\"flow\"}", RunningServer.CONFIRMED);
    assertThat(run.status()).isEqualTo(202);
    assertThat(OffsetDateTime.parse(run.json().path("queuedAt").stringValue()).toInstant())
        .isBefore(Instant.now());
    assertThat(run.json().path("expiresAt").isNull()).isTrue();
    String jobId = run.json().path("jobId").stringValue();
    JsonNode status = server.ended(jobId);
    assertThat(status.path("status").stringValue()).isEqualTo("succeeded");
    assertThat(status.path("startedAt").isString()).isTrue();
    assertThat(status.path("job").path("startedAt").isNumber()).isTrue();
    assertThat(status.path("job").path("resultId"))
        .isEqualTo(status.path("resultHandle").path("resultsId"));
    assertThat(status.path("queueWaitMs").doubleValue()).isNotNegative();
    assertThat(status.path("executionMs").doubleValue()).isPositive();

    String request =
        "{\"resultsId\":\"" + status.path("resultHandle").path("resultsId").stringValue() + "\"}";
    JsonNode results = server.post("/get_results", request).json();
    assertThat(results.path("statistics").path("steps").intValue()).isGreaterThan(100);
    assertThat(results.path("series").size()).isEqualTo(8);
    JsonNode point = results.path("series").get(0).path("values").get(0);
    assertThat(point.path("time").doubleValue()).isZero();
    assertThat(server.post("/get_simulation_results", request).json()).isEqualTo(results);
  }

  @Test
  void callByName() {
    Answer answer =
        server.post(
            "/mcp/call_tool",
            "{\"tool\":\"list_parameters\",\"arguments\":{\"simulationId\":\"rest\","
                + "\"searchPattern\":\"Organism|*|Volume\"},\"idempotencyKey\":\"k\"}");
    JsonNode reply = answer.json();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(reply.path("type").stringValue()).isEqualTo("tool_result");
    assertThat(reply.path("tool").stringValue()).isEqualTo("list_parameters");
    assertThat(reply.path("isError").booleanValue()).isFalse();
    assertThat(reply.path("structuredContent").path("total").intValue()).isEqualTo(8);
    assertThat(reply.path("content").get(0).path("text").stringValue()).contains("8 parameters");
    assertThat(reply.path("annotations").path("idempotencyKey").stringValue()).isEqualTo("k");
    assertThat(reply.path("annotations").path("critical").booleanValue()).isFalse();
  }

  @Test
  void theSameIdempotencyKeyGivesTheSameJob() {
    String body = "{\"simulationId\":\"rest\"}";
    Map<String, String> headers =
        Map.of("X-MCP-Confirm", "true", "Idempotency-Key", "once-and-only-once");
    Answer first = server.post("/run_simulation", body, headers);
    Answer second = server.post("/run_simulation", body, headers);
    assertThat(second.json().path("jobId")).isEqualTo(first.json().path("jobId"));
    envelope(
        server.post("/run_simulation", "{\"simulationId\":\"rest\",\"maxRetries\":1}", headers),
        409,
        "Conflict");
  }

  @Test
  void listsHealthAndCapabilities() {
    JsonNode tools = server.get("/mcp/list_tools", Map.of()).json().path("tools");
    assertThat(tools.size()).isEqualTo(server.bridge().calls().catalogue().all().size());
    assertThat(tools.get(0).path("inputSchema").path("type").stringValue()).isEqualTo("object");
    JsonNode health = server.get("/health", Map.of()).json();
    assertThat(health.path("status").stringValue()).isEqualTo("ok");
    assertThat(health.path("uptimeSeconds").doubleValue()).isPositive();
    JsonNode capabilities = server.get("/mcp/capabilities", Map.of()).json();
    assertThat(capabilities.path("maxPayloadKb").intValue()).isEqualTo(512);
    assertThat(capabilities.path("adapter").path("populationSupported").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/load_simulation; {\"filePath\":\"demo\",\"simulationId\":\"rest\"}; 409; Conflict",
        "/load_simulation; {\"filePath\":\"/etc/passwd\"}; 400; InvalidInput",
        "/load_simulation; {\"filePath\":\"nowhere.pkml\"}; 400; InvalidInput",
        "/load_simulation; {}; 400; InvalidInput",
        "/run_simulation; {\"simulationId\":\"no\"}; 404; NotFound",
        "/run_simulation; {\"simulationId\":\"rest\",\"timeoutSeconds\":0}; 400; InvalidInput",
        "/run_simulation; {\"simulationId\":\"rest\",\"maxRetries\":-1}; 400; InvalidInput",
        "/get_job_status; {\"jobId\":\"no\"}; 404; NotFound",
        "/get_job_status; {\"jobId\":\"\"}; 400; InvalidInput",
        "/get_results; {\"resultsId\":\"no\"}; 404; NotFound",
        "/list_parameters; {\"simulationId\":\"no\"}; 404; NotFound",
        "/list_parameters; {\"simulationId\":\"rest\",\"cursor\":\"*\"}; 400; InvalidInput",
        "/list_parameters; {\"simulationId\":\"rest\",\"limit\":0}; 400; InvalidInput",
        "/get_parameter_value; {\"simulationId\":\"rest\",\"parameterPath\":\"X\"}; 404; NotFound",
        "/get_parameter_value; {\"simulationId\":\"rest\"}; 400; InvalidInput",
        "/get_parameter_value; [1]; 400; InvalidInput",
        "/get_parameter_value; {\"simulationId\":; 400; InvalidInput",
        "/get_parameter_value; {\"simulationId\":\"a\",\"simulationId\":\"b\"}; 400; InvalidInput",
        "/set_parameter_value; {\"simulationId\":\"rest\",\"parameterPath\":\"Organism|Weight\","
            + "\"value\":1e999}; 400; InvalidInput",
        "/mcp/call_tool; {\"tool\":\"nope\"}; 404; NotFound",
        "/mcp/call_tool; {}; 400; InvalidInput",
        "/nowhere; {}; 404; NotFound",
        "/health; {}; 405; InvalidInput"
      })
  void refusalsComeInTheEnvelope(String path, String body, int status, String code) {
    envelope(server.post(path, body, RunningServer.CONFIRMED), status, code);
  }

  @Test
  void anIdThatIsTooLongIsTheCallersFault() {
    String id = "x".repeat(65);
    envelope(server.post("/get_job_status", "{\"jobId\":\"" + id + "\"}"), 400, "InvalidInput");
    envelope(
        server.post(
            "/load_simulation",
            "{\"filePath\":\"demo\",\"simulationId\":\"" + id + "\"}",
            RunningServer.CONFIRMED),
        400,
        "InvalidInput");
  }

  @Test
  void theFieldToBlameIsNamed() {
    JsonNode detail =
        server
            .post("/get_parameter_value", "{\"simulationId\":7,\"parameterPath\":\"a\"}")
            .json()
            .path("error")
            .path("details")
            .get(0);
    assertThat(detail.path("field").stringValue()).isEqualTo("simulationId");
    assertThat(detail.path("issue").stringValue()).contains("7", "string");
  }

  @Test
  void criticalRoutesWantAConfirmation() {
    for (String path :
        new String[] {"/load_simulation", "/set_parameter_value", "/run_simulation"}) {
      envelope(server.post(path, "{}"), 428, "ConfirmationRequired");
      envelope(
          server.post(path, "{}", Map.of("X-MCP-Confirm", "false")), 428, "ConfirmationRequired");
      envelope(server.post(path, "{}", Map.of("X-MCP-Confirm", "Yes, no")), 400, "InvalidInput");
    }
    String call = "{\"tool\":\"run_simulation\",\"arguments\":{},\"critical\":true}";
    envelope(server.post("/mcp/call_tool", call), 428, "ConfirmationRequired");
    envelope(server.post("/mcp/call_tool", call, RunningServer.CONFIRMED), 400, "InvalidInput");
    String unmarked = "{\"tool\":\"run_simulation\",\"arguments\":{}}";
    Answer answer = server.post("/mcp/call_tool", unmarked, RunningServer.CONFIRMED);
    envelope(answer, 428, "ConfirmationRequired");
    assertThat(answer.text()).contains("critical");
  }

  @Test
  void theAnnouncedSizeIsTheLimit() {
    String fitting = padded(512 * 1024);
    assertThat(server.post("/get_job_status", fitting).status()).isEqualTo(404);
    envelope(server.post("/get_job_status", padded(512 * 1024 + 1)), 413, "InvalidInput");
    envelope(server.post("/mcp", padded(512 * 1024 + 1)), 413, "InvalidInput");
    byte[] bytes = padded(600 * 1024).getBytes(StandardCharsets.UTF_8);
    Answer chunked =
        server.send(
            "POST",
            "/get_job_status",
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
            Map.of());
    envelope(chunked, 413, "InvalidInput");
  }

  private static String padded(int size) {
    String start = "{\"jobId\":\"x\",\"comment\":\"";
    return start + "x".repeat(size - start.length() - 2) + "\"}";
  }

  @Test
  void otherTypesThanJsonAreRefused() {
    envelope(
        server.post("/get_job_status", "jobId=1", Map.of("Content-Type", "text/plain")),
        415,
        "InvalidInput");
    assertThat(
            server
                .post(
                    "/get_job_status",
                    "{\"jobId\":\"no\"}",
                    Map.of("Content-Type", "application/json; charset=utf-8"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void methodsAreToldApart() {
    Answer answer = server.get("/get_job_status", Map.of());
    envelope(answer, 405, "InvalidInput");
    assertThat(answer.header("Allow")).contains("POST");
  }

  /** Load balancers ask that way; an open door would be one past identity and Host as well. */
  @Test
  void headIsGetWithoutTheBody() {
    for (String path : List.of("/health", "/metrics", "/openapi.json", "/results/none")) {
      Answer get = server.get(path, Map.of());
      Answer head = server.send("HEAD", path, HttpRequest.BodyPublishers.noBody(), Map.of());
      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
      assertThat(head.header("X-Correlation-Id")).isNotNull();
      assertThat(head.text()).isEmpty();
    }
    assertThat(server.send("HEAD", "/mcp", HttpRequest.BodyPublishers.noBody(), Map.of()).status())
        .isEqualTo(405);
    assertThat(
            server
                .send("HEAD", "/jobs/none/events", HttpRequest.BodyPublishers.noBody(), Map.of())
                .status())
        .isEqualTo(405);
  }

  @Test
  void theNameOfThePredecessorIsUnderstoodEverywhere() {
    String call = "{\"tool\":\"get_simulation_results\",\"arguments\":{\"resultsId\":\"none\"}}";
    assertThat(server.post("/mcp/call_tool", call).json().toString()).contains("no results");
  }

  @Test
  void aNumberOfTheQueryOutOfRangeIsToldWithTheRange() {
    Answer answer = server.get("/mcp/resources/simulations?limit=501", Map.of());
    envelope(answer, 400, "InvalidInput");
    assertThat(answer.text()).contains("limit = ", "501", "from 1 to 500");
  }

  @Test
  void theCorrelationIdIsKept() {
    Answer answer =
        server.post("/get_job_status", "{\"jobId\":\"no\"}", Map.of("X-Correlation-Id", "abc-1"));
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("abc-1");
    envelope(answer, 404, "NotFound");
  }

  @Test
  void strangersOnTheWebAreKeptOut() throws IOException {
    envelope(server.get("/health", Map.of("Origin", "http://evil.example")), 403, "Forbidden");
    assertThat(server.get("/health", Map.of("Origin", "http://localhost:3000")).status())
        .isEqualTo(200);
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421").contains("\"Forbidden\"");
    }
  }

  @Test
  void aBrokenFileNamesFileElementAndReason() throws IOException {
    Path file = Files.writeString(folder.resolve("entity.pkml"), xmlBomb());
    Answer answer =
        server.post("/load_simulation", "{\"filePath\":\"" + file + "\"}", RunningServer.CONFIRMED);
    envelope(answer, 400, "InvalidInput");
    assertThat(answer.text()).contains("entity.pkml").doesNotContain("root:");
  }

  private static String xmlBomb() {
    return "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
        + "<SimulationTransfer version=\"18\"><Simulation name=\"&e;\"/></SimulationTransfer>";
  }

  @Test
  void metricsCountByTemplate() {
    server.post("/get_job_status", "{\"jobId\":\"metrics-probe\"}");
    server.get("/no/such/route", Map.of());
    String metrics = server.get("/metrics", Map.of()).text();
    assertThat(metrics)
        .contains(
            "mcp_http_requests_total{method=\"POST\",route=\"/get_job_status\",status_code=\"404\"}",
            "mcp_http_request_duration_seconds_bucket{",
            "mcp_http_requests_in_progress{",
            "mcp_tool_invocations_total{status=\"error\",tool=\"get_job_status\"}",
            "mcp_tool_duration_seconds_count{tool=\"load_simulation\"}",
            "mcp_job_queue_wait_seconds_count",
            "mcp_job_execution_seconds_count",
            "mcp_sessions ",
            "route=\"unmatched\"")
        .doesNotContain("metrics-probe", "no/such");
  }

  @Test
  void everyCallIsInTheAuditTrailAndTheChainHolds() throws IOException {
    server.post(
        "/get_job_status", "{\"jobId\":\"for-the-record\"}", Map.of("X-Correlation-Id", "t"));
    server.bridge().audit().flush();
    Path audit = folder.resolve("audit");
    AuditVerifier.Report report = AuditVerifier.verify(audit);
    assertThat(report.problem()).isEmpty();
    assertThat(report.events()).isPositive();
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(audit)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    assertThat(all.toString())
        .contains("\"correlationId\":\"t\"", "tool.get_job_status", "\"argumentKeys\":[\"jobId\"]")
        .doesNotContain("for-the-record\",\"");
  }
}
