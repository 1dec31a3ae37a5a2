package dev.perfusion.verification.bridge;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.AuthSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A server on a free port in this JVM, and a client of it. */
final class RunningServer implements AutoCloseable {
  static final Map<String, String> CONFIRMED = Map.of("X-MCP-Confirm", "true");
  private static final long LONGEST_MS = 60_000;

  private final Bridge bridge;
  private final BridgeServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningServer(Bridge bridge) {
    this.bridge = bridge;
    this.server = BridgeServer.start(bridge);
  }

  /** An answer. */
  record Answer(int status, String text, HttpResponse<String> response) {
    JsonNode json() {
      return Json.mapper().readTree(text);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String errorCode() {
      return json().path("error").path("code").asString("");
    }
  }

  /** Settings for tests: any port, no rate limit. */
  static BridgeConfig.Builder settings() {
    return BridgeConfig.builder().port(0).auth(auth(null, 0));
  }

  static AuthSettings auth(String secret, int ratePerMinute) {
    return new AuthSettings(null, null, null, 900, secret, ratePerMinute, 0, false);
  }

  static RunningServer start(BridgeConfig.Builder settings) {
    return new RunningServer(Bridge.open(settings.build()));
  }

  /** With settings for tests and an engine. */
  static RunningServer start(boolean toThread, SimulationAdapter adapter) {
    BridgeConfig.Builder settings =
        settings().adapter(AdapterSettings.DEFAULT.withToThread(toThread));
    return new RunningServer(Bridge.open(settings.build(), adapter));
  }

  Bridge bridge() {
    return bridge;
  }

  int port() {
    return server.port();
  }

  Answer post(String path, String body) {
    return post(path, body, Map.of());
  }

  Answer post(String path, String body, Map<String, String> headers) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  Answer get(String path, Map<String, String> headers) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  Answer send(
      String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, body);
    if (!headers.containsKey("Content-Type") && method.equals("POST")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Loads the demo model under an id. */
  void loadDemo(String id) {
    Answer answer =
        post(
            "/load_simulation",
            "{\"filePath\":\"classpath:demo.pkml\",\"simulationId\":\"" + id + "\"}",
            CONFIRMED);
    if (answer.status() != 201) {
      throw new AssertionError(answer.text());
    }
  }

  /** Submits a run and gives its job id. */
  String submit(String body) {
    Answer answer = post("/run_simulation", body, CONFIRMED);
    if (answer.status() != 202) {
      throw new AssertionError(answer.text());
    }
    return answer.json().path("jobId").stringValue();
  }

  JsonNode status(String jobId) {
    return post("/get_job_status", "{\"jobId\":\"" + jobId + "\"}").json();
  }

  /** Waits for the end of a job. */
  JsonNode ended(String jobId) throws InterruptedException {
    long end = System.currentTimeMillis() + LONGEST_MS;
    JsonNode status = status(jobId);
    while (status.path("finishedAt").isNull()) {
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("job does not end: " + status);
      }
      Thread.sleep(2);
      status = status(jobId);
    }
    return status;
  }

  @Override
  public void close() {
    server.close();
    bridge.close();
  }
}
