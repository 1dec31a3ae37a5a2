package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The executable jar, serving in a process of its own that can be killed. */
final class ServeProcess implements AutoCloseable {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();
  private static final long LONGEST_MS = 120_000;

  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServeProcess(Process process, Path errors) throws IOException {
    this.process = process;
    this.errors = errors;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    if (first == null) {
      throw new AssertionError(Files.readString(errors));
    }
    this.port = Integer.parseInt(first);
  }

  /** Starts a server that works in a folder and loads models from it. */
  static ServeProcess start(Path folder, Map<String, String> environment) throws IOException {
    assertThat(JAR).as("the jar that module bridge packages").isRegularFile();
    Path errors = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "serve",
                "--port",
                "0")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    builder.environment().put("MCP_MODEL_SEARCH_PATHS", folder.toString());
    builder.environment().put("AUTH_RATE_LIMIT_PER_MINUTE", "0");
    builder.environment().putAll(environment);
    return new ServeProcess(builder.start(), errors);
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  JsonNode post(String path, String body) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .header("Content-Type", "application/json")
                  .header("X-MCP-Confirm", "true")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode status(String jobId) {
    return post("/get_job_status", "{\"jobId\":\"" + jobId + "\"}");
  }

  /** Waits until a job has begun. */
  void running(String jobId) throws InterruptedException {
    long end = System.currentTimeMillis() + LONGEST_MS;
    JsonNode status = status(jobId);
    while (status.path("progress").asDouble() == 0) {
      if (System.currentTimeMillis() > end || status.has("error") && !status.has("jobId")) {
        throw new AssertionError("job does not run: " + status);
      }
      Thread.sleep(2);
      status = status(jobId);
    }
  }

  /** Waits for the end of a job. */
  JsonNode ended(String jobId) throws InterruptedException {
    long end = System.currentTimeMillis() + LONGEST_MS;
    JsonNode status = status(jobId);
    while (!status.path("finishedAt").isString()) {
      if (System.currentTimeMillis() > end || status.has("error") && !status.has("jobId")) {
        throw new AssertionError("job does not end: " + status);
      }
      Thread.sleep(5);
      status = status(jobId);
    }
    return status;
  }

  /** As {@code kill -9} does it. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** As {@code kill} does it. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    out.close();
    assertThat(Files.readString(errors)).doesNotContain("ERROR", "\tat ", "restricted method");
  }
}
