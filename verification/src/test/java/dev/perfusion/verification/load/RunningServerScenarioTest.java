package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.Main;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.security.DevelopmentToken;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.gate.document.BenchmarkDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code run --base-url}: a server of somebody else is measured, with a token, and left as it was.
 */
class RunningServerScenarioTest {
  private static final String SECRET = "a secret of at least thirty-two bytes, for this test";

  @TempDir private Path folder;

  @Test
  void measuresAServerThatRunsAlreadyAndSaysSo() throws IOException {
    BridgeConfig config =
        BridgeConfig.builder()
            .port(0)
            .auth(new AuthSettings(null, null, null, 900, SECRET, 0, 0, false))
            .build();
    String token =
        DevelopmentToken.sign(
            SECRET, "bench", EnumSet.of(Role.OPERATOR), Instant.now(), Duration.ofMinutes(15));
    StringWriter said = new StringWriter();
    BenchmarkDocument document;
    try (Bridge bridge = Bridge.open(config);
        BridgeServer server = BridgeServer.start(bridge)) {
      String url = "http://127.0.0.1:" + server.port();

      assertThat(run(said, url, "not-a-token")).as("%s", said).isEqualTo(2);
      assertThat(run(said, url, token, "--parameter=Organism|Wait")).isEqualTo(2);
      assertThat(said.toString()).contains("Organism|Wait").doesNotContain("FAILED");
      assertThat(bridge.sessions().size()).isZero();
      assertThat(run(said, url, token)).as("%s", said).isZero();

      assertThat(bridge.sessions().size()).isZero();
      document = BenchmarkDocument.read(document());
      assertThat(document.config().path("baseUrl").asString("")).isEqualTo(url);
    }

    assertThat(document.scenario()).isEqualTo("smoke-mcp-x2-running");
    assertThat(document.label()).isEqualTo("theirs");
    assertThat(document.warnings())
        .anyMatch(w -> w.startsWith("Measured a server that was running"));
    assertThat(document.dataset().id()).isEqualTo("demo.pkml");
    assertThat(document.resources()).isNull();
    assertThat(document.steps())
        .containsOnlyKeys(
            "load_simulation/mcp/stress/2",
            "get_parameter_value/mcp/stress/2",
            "set_parameter_value/mcp/stress/2",
            "run_simulation/mcp/stress/2",
            "run_simulation.queue_wait/mcp/stress/2",
            "get_job_status/mcp/stress/2",
            "get_results/mcp/stress/2",
            "calculate_pk_parameters/mcp/stress/2");
    assertThat(document.steps().values())
        .allSatisfy(step -> assertThat(step.stats().count()).isPositive());
    assertThat(filesWith(token)).isEmpty();
    assertThat(said.toString()).doesNotContain(token);
  }

  private int run(StringWriter said, String url, String token, String... more) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--scenario=smoke",
                "--transport=mcp",
                "--concurrency=2",
                "--iterations=1",
                "--warmup=0",
                "--label=theirs",
                "--root=" + folder,
                "--base-url=" + url,
                "--token=" + token));
    arguments.addAll(List.of(more));
    return command.execute(arguments.toArray(String[]::new));
  }

  private Path document() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("var/benchmarks"))) {
      return files.findFirst().orElseThrow();
    }
  }

  /** Files that were written and hold a text. */
  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                      .contains(text);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    }
  }
}
