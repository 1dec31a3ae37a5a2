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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The executable jar as users get it, in a process of its own. */
class ShippedJarTest {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** What a process left behind. */
  private record Outcome(int code, String out, String err) {}

  @BeforeAll
  static void jarIsBuilt() {
    assertThat(JAR).as("the jar that module bridge packages").isRegularFile();
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Outcome run(String... args) throws IOException, InterruptedException {
    Process process = start(Map.of(), args);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), out, Files.readString(folder.resolve("err")));
  }

  private static String[] jar(String... args) {
    List<String> all = new ArrayList<>(List.of("-jar", JAR.toString()));
    all.addAll(List.of(args));
    return all.toArray(new String[0]);
  }

  @Test
  void serveSaysItsPortFirstAndAnswers() throws Exception {
    Process process = start(Map.of("AUDIT_STORAGE_PATH", "log"), jar("serve", "--port", "0"));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine());
      HttpResponse<String> health =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("\"status\":\"ok\"").doesNotContain("development");
      HttpResponse<String> load =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/load_simulation"))
                      .header("Content-Type", "application/json")
                      .header("X-MCP-Confirm", "true")
                      .POST(HttpRequest.BodyPublishers.ofString("{\"filePath\":\"demo\"}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(load.statusCode()).as(load.body()).isEqualTo(201);
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.isDirectory(folder.resolve("log"))).isTrue();
    assertThat(Files.readString(folder.resolve("err"))).doesNotContain("ERROR", "\tat ");
  }

  @Test
  void anOpenServerIsRefused() throws Exception {
    Process process = start(Map.of(), jar("serve", "--host", "0.0.0.0", "--port", "0"));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("refusing to serve anonymous callers", "127.0.0.1")
        .doesNotContain("\tat ");
  }

  @Test
  void aWrongVariableStopsTheStart() throws Exception {
    Process process = start(Map.of("JOB_WORKER_THREADS", "many"), jar("serve", "--port", "0"));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err"))).contains("JOB_WORKER_THREADS", "many");
  }

  @Test
  void stdioCarriesMessagesOnlyAndEndsWithItsInput() throws Exception {
    String meta =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    String call = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":%s}";
    List<String> lines =
        List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"server/discover\",\"params\":{"
                + meta
                + "}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            call.formatted(
                2, "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"}}"),
            call.formatted(
                3,
                "{\"name\":\"set_parameter_value\",\"arguments\":{\"simulationId\":\"demo\","
                    + "\"parameterPath\":\"Organism|Weight\",\"value\":61},"
                    + meta
                    + "}"),
            call.formatted(
                4, "{\"name\":\"run_simulation\",\"arguments\":{\"simulationId\":\"demo\"}}"),
            "not json",
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}");
    Files.write(folder.resolve("in"), lines);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "stdio")
            .directory(folder.toFile())
            .redirectInput(folder.resolve("in").toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("LOG_LEVEL", "DEBUG");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    byte[] out = Files.readAllBytes(folder.resolve("out"));
    assertThat(out[out.length - 1]).isEqualTo((byte) '\n');
    Map<Integer, JsonNode> results = new HashMap<>();
    int errors = 0;
    for (String line : new String(out, StandardCharsets.UTF_8).split("\n")) {
      JsonNode message = Json.mapper().readTree(line);
      assertThat(message.path("jsonrpc").stringValue()).as(line).isEqualTo("2.0");
      if (message.has("result")) {
        results.put(message.path("id").intValue(), message.path("result"));
      } else if (message.has("error")) {
        errors++;
      }
    }
    assertThat(errors).as("only the line that is no message").isEqualTo(1);
    assertThat(results).containsOnlyKeys(0, 1, 2, 3, 4, 5);
    for (int tool = 2; tool <= 4; tool++) {
      assertThat(results.get(tool).path("isError").booleanValue())
          .as(results.get(tool).toString())
          .isFalse();
    }
    assertThat(results.get(3).path("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void runNeedsNoServerClasses() throws Exception {
    List<String> args = new ArrayList<>(List.of("-Xlog:class+load:file=classes.log"));
    args.addAll(List.of(jar("run", "--out", "x.csv")));
    Outcome outcome = run(args.toArray(new String[0]));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("steps").contains("written");
    assertThat(Files.readAllLines(folder.resolve("x.csv")).size()).isGreaterThan(100);
    String loaded = Files.readString(folder.resolve("classes.log"));
    assertThat(loaded)
        .contains("dev.perfusion.engine.Simulation")
        .doesNotContain("io.javalin", "org.eclipse.jetty", "tools.jackson", "io.micrometer");
  }

  @Test
  void badInputIsCodeTwoAndOneLine() throws Exception {
    Outcome outcome = run(jar("run", "absent.pkml"));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).contains("absent.pkml");
    assertThat(run(jar("run", "--nonsense")).code()).isEqualTo(2);
    assertThat(run(jar("--version")).out()).contains("perfusion-bridge ");
  }
}
