package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The shipped jar under the official programs: the conformance runner, the TypeScript clients of
 * both eras over HTTP and stdio, the inspector.
 */
class OfficialMcpProgramsTest {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Pattern SCENARIO =
      Pattern.compile("([✓✗]) (\\S+): (\\d+) passed, (\\d+) failed");

  /**
   * Scenarios in which this version of the runner checks nothing. The notices of tasks are tested
   * in {@link McpLongCallsTest}; resuming a broken stream of an older revision is not offered.
   */
  private static final Set<String> WITHOUT_CHECKS =
      Set.of("tasks-status-notifications", "server-sse-polling");

  @TempDir private static Path folder;
  private static NodeTools node;
  private static Process product;
  private static String productUrl;
  private static Process fixtures;
  private static String fixturesUrl;

  @BeforeAll
  static void start() throws Exception {
    assertThat(JAR).as("the jar that module bridge packages").isRegularFile();
    node = NodeTools.required();
    product = serve("product", Map.of());
    productUrl = url(product);
    fixtures = serve("fixtures", Map.of("PERFUSION_CONFORMANCE", "true"));
    fixturesUrl = url(fixtures);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (Process process : new Process[] {product, fixtures}) {
      if (process != null) {
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static Process serve(String name, Map<String, String> environment) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    ProcessBuilder builder =
        new ProcessBuilder(JAVA, "-jar", JAR.toString(), "serve", "--port", "0")
            .directory(own.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("AUTH_RATE_LIMIT_PER_MINUTE", "0");
    builder.environment().put("AUDIT_ENABLED", "false");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String url(Process process) throws Exception {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    return "http://localhost:" + Integer.parseInt(out.readLine()) + "/mcp";
  }

  @ParameterizedTest
  @CsvSource({"2026-07-28, 37", "2025-11-25, 30"})
  void everyRequiredScenarioPasses(String revision, int required) throws Exception {
    NodeTools.Outcome outcome =
        node.program(
            "@modelcontextprotocol/conformance/dist/index.js",
            "server",
            "--url",
            fixturesUrl,
            "--requirements",
            revision,
            "-o",
            folder.resolve(revision).toString());
    String summary = outcome.out().substring(outcome.out().indexOf("=== SUMMARY ==="));
    assertThat(outcome.code()).as(summary).isZero();
    String[] parts = summary.split("Not scored for ", 2);
    List<String> failed = new ArrayList<>();
    Set<String> unchecked = new TreeSet<>();
    int passed = 0;
    int tasks = 0;
    Matcher scenario = SCENARIO.matcher(parts[0]);
    while (scenario.find()) {
      String name = scenario.group(2);
      if (scenario.group(1).equals("✗") || !scenario.group(4).equals("0")) {
        failed.add(name);
      } else if (scenario.group(3).equals("0")) {
        unchecked.add(name);
      }
      passed++;
      tasks += name.startsWith("tasks-") ? 1 : 0;
    }
    Matcher unscored = Pattern.compile("(\\d+) scenario\\(s\\) run").matcher(parts[1]);
    assertThat(unscored.find()).isTrue();
    assertThat(failed).isEmpty();
    assertThat(passed - Integer.parseInt(unscored.group(1))).isEqualTo(required);
    assertThat(WITHOUT_CHECKS).containsAll(unchecked);
    assertThat(tasks).isEqualTo(revision.equals("2026-07-28") ? 10 : 0);
  }

  @ParameterizedTest
  @CsvSource({"v1, 2025-11-25", "v2, 2026-07-28"})
  void theTypeScriptClientsWorkOverHttp(String client, String version) throws Exception {
    check(node.script(client + ".mjs", productUrl), version);
  }

  @ParameterizedTest
  @CsvSource({"v1,", "v2, 2026-07-28"})
  void theTypeScriptClientsWorkOverStdio(String client, String version) throws Exception {
    check(node.script(client + ".mjs", JAVA, "-jar", JAR.toString(), "stdio"), version);
  }

  private static void check(NodeTools.Outcome outcome, String version) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode summary = Json.mapper().readTree(outcome.lastLine());
    assertThat(summary.path("status").stringValue()).isEqualTo("succeeded");
    assertThat(summary.path("weight").doubleValue()).isEqualTo(61);
    assertThat(summary.path("points").intValue()).isBetween(4, 10);
    assertThat(summary.path("header").stringValue()).startsWith("Time");
    assertThat(summary.path("tools").size()).isBetween(9, 20);
    assertThat(summary.path("prompts")).isNotEmpty();
    assertThat(summary.path("refusal").stringValue()).contains("absent");
    // load, set and run; the run that is refused is asked about too, as its arguments are in order
    assertThat(summary.path("asked").intValue()).isEqualTo(4);
    if (version != null) {
      assertThat(summary.path("version").stringValue()).isEqualTo(version);
    }
  }

  @Test
  void theInspectorAcceptsTheToolList() throws Exception {
    NodeTools.Outcome outcome =
        node.program(
            ".bin/mcp-inspector",
            "--cli",
            productUrl,
            "--transport",
            "http",
            "--method",
            "tools/list",
            "--strict");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).doesNotContain("Error: tool");
    assertThat(Json.mapper().readTree(outcome.out()).path("tools").size()).isBetween(9, 20);
  }
}
