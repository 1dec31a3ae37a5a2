package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.BridgeConfig.ConfirmationPolicy;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.fixtures.SlowModel;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a bridge offers over MCP: resources, prompts, completions, confirmations, bounds. */
class McpFeaturesTest {
  private static final String FORMS = "{\"elicitation\":{}}";

  private static Bridge bridge;
  private static McpEndpoint endpoint;
  private static TestClient client;
  private static String resultsId;

  @BeforeAll
  static void open() {
    bridge = Bridge.open(BridgeConfig.builder().build());
    endpoint = new McpEndpoint(bridge);
    client = new TestClient(endpoint, Identity.anonymous(), "{}");
    client.data("load_simulation", "{\"filePath\":\"demo\"}");
    JsonNode run = client.data("run_simulation", "{\"simulationId\":\"demo\",\"waitMs\":60000}");
    assertThat(run.path("status").stringValue()).isEqualTo("succeeded");
    resultsId = run.path("resultsId").stringValue();
  }

  @AfterAll
  static void close() {
    endpoint.close();
    bridge.close();
  }

  private static List<String> texts(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.path(field).stringValue()));
    return texts;
  }

  @Test
  void manualSimulationsAndResultsAreListedAndRead() {
    JsonNode listed = client.result("resources/list", "{}").path("resources");
    List<String> uris = texts(listed, "uri");
    assertThat(uris).contains("perfusion://docs/bridge", "perfusion://results/" + resultsId);
    for (String uri : uris) {
      JsonNode content =
          client.result("resources/read", "{\"uri\":\"" + uri + "\"}").path("contents").get(0);
      assertThat(content.path("uri").stringValue()).isEqualTo(uri);
      assertThat(content.path("text").stringValue()).isNotBlank();
      assertThat(content.path("text").stringValue().length() / 4).isLessThanOrEqualTo(10_000);
    }
  }

  @Test
  void resultsAreATableOfEveryOutput() {
    String csv =
        client
            .result("resources/read", "{\"uri\":\"perfusion://results/" + resultsId + "\"}")
            .path("contents")
            .get(0)
            .path("text")
            .stringValue();
    JsonNode data =
        client.data("get_results", "{\"resultsId\":\"" + resultsId + "\",\"maxPoints\":2}");
    int outputs = data.path("metadata").path("seriesTotal").intValue();
    String[] lines = csv.split("\n");
    assertThat(lines[0]).startsWith("Time");
    assertThat(lines[lines.length - 1].split(",")).hasSize(1 + outputs);
  }

  @Test
  void aTableThatIsTooLongIsThinnedAndSaysSo() {
    Bridge small = Bridge.open(BridgeConfig.builder().mcp(bounded(2000)).build());
    try (McpEndpoint other = new McpEndpoint(small)) {
      TestClient its = new TestClient(other, Identity.anonymous(), "{}");
      its.data("load_simulation", "{\"filePath\":\"demo\"}");
      String run = "{\"simulationId\":\"demo\",\"runId\":\"r\",\"waitMs\":60000}";
      String uri = its.data("run_simulation", run).path("resultsId").stringValue();
      JsonNode contents = read(its, "perfusion://results/" + uri);
      assertThat(contents).hasSize(2);
      String csv = contents.get(0).path("text").stringValue();
      assertThat(csv.length()).isBetween(2000, 8000);
      assertThat(contents.get(1).path("text").stringValue())
          .contains("times are shown", "?paths=", "get_results");
      String[] columns = csv.lines().findFirst().orElseThrow().split(",");
      String path = columns[1].replace("\"", "");
      JsonNode one =
          read(
              its,
              "perfusion://results/r?paths="
                  + URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20"));
      assertThat(one.get(0).path("text").stringValue().lines().count())
          .isGreaterThan(csv.lines().count());
      assertThat(
              its.send("resources/read", "{\"uri\":\"perfusion://results/r?paths=nothing\"}")
                  .path("error")
                  .path("message")
                  .stringValue())
          .contains("nothing", "closest:");
    } finally {
      small.close();
    }
  }

  private static JsonNode read(TestClient its, String uri) {
    return its.result("resources/read", "{\"uri\":\"" + uri + "\"}").path("contents");
  }

  private static BridgeConfig.Mcp bounded(int tokens) {
    return new BridgeConfig.Mcp(ConfirmationPolicy.AUTO, false, List.of(), tokens, false);
  }

  @Test
  void templatesCanBeCompleted() {
    JsonNode templates = client.result("resources/templates/list", "{}").path("resourceTemplates");
    assertThat(texts(templates, "uriTemplate"))
        .contains("perfusion://jobs/{jobId}", "perfusion://results/{resultsId}");
    JsonNode completion =
        client
            .result(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"perfusion://results/{resultsId}\"},"
                    + "\"argument\":{\"name\":\"resultsId\",\"value\":\""
                    + resultsId.substring(0, 4)
                    + "\"}}")
            .path("completion");
    assertThat(completion.path("values").toString()).contains(resultsId);
    assertThat(completion.path("hasMore").booleanValue()).isFalse();
    JsonNode prompt =
        client
            .result(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"compare_parameter\"},"
                    + "\"argument\":{\"name\":\"simulationId\",\"value\":\"de\"}}")
            .path("completion");
    assertThat(prompt.path("values").get(0).stringValue()).isEqualTo("demo");
    assertThat(
            client.errorCode(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"no\"},"
                    + "\"argument\":{\"name\":\"x\",\"value\":\"\"}}"))
        .isEqualTo(McpException.INVALID_PARAMS);
  }

  @Test
  void aResourceThatIsNotThereIsAnError() {
    for (String uri :
        List.of("perfusion://results/none", "perfusion://nothing", "file:///etc/passwd", "x")) {
      JsonNode error = client.send("resources/read", "{\"uri\":\"" + uri + "\"}").path("error");
      assertThat(error.path("code").intValue()).isEqualTo(McpException.INVALID_PARAMS);
      assertThat(error.path("data").path("uri").stringValue()).isEqualTo(uri);
    }
  }

  @Test
  void promptsNameToolsThatExist() {
    JsonNode prompts = client.result("prompts/list", "{}").path("prompts");
    assertThat(prompts.size()).isBetween(3, 5);
    for (JsonNode prompt : prompts) {
      assertThat(prompt.path("description").stringValue()).isNotBlank();
      StringBuilder arguments = new StringBuilder();
      for (JsonNode argument : prompt.path("arguments")) {
        String name = argument.path("name").stringValue();
        arguments.append(arguments.isEmpty() ? "" : ",");
        arguments.append('"').append(name).append("\":\"<").append(name).append(">\"");
      }
      String text =
          client
              .result(
                  "prompts/get",
                  "{\"name\":\""
                      + prompt.path("name").stringValue()
                      + "\",\"arguments\":{"
                      + arguments
                      + "}}")
              .path("messages")
              .get(0)
              .path("content")
              .path("text")
              .stringValue();
      for (JsonNode argument : prompt.path("arguments")) {
        assertThat(text).contains("<" + argument.path("name").stringValue() + ">");
      }
      for (String word : text.split("[^a-z_]+")) {
        if (word.contains("_")) {
          assertThat(bridge.calls().catalogue().has(word)).as(word).isTrue();
        }
      }
    }
    assertThat(client.errorCode("prompts/get", "{\"name\":\"compare_parameter\"}"))
        .isEqualTo(McpException.INVALID_PARAMS);
    assertThat(
            client
                .send("prompts/get", "{\"name\":\"first_loo\"}")
                .path("error")
                .path("message")
                .stringValue())
        .contains("first_look");
  }

  @Test
  void everyListTakesNoForeignCursor() {
    for (String method :
        List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list")) {
      assertThat(client.result(method, "{}").has("nextCursor")).isFalse();
      assertThat(client.errorCode(method, "{\"cursor\":\"zzz\"}"))
          .isEqualTo(McpException.INVALID_PARAMS);
    }
  }

  @Test
  void anUnknownToolHasNeighbours() {
    JsonNode error = client.send("tools/call", "{\"name\":\"get_result\"}").path("error");
    assertThat(error.path("code").intValue()).isEqualTo(McpException.INVALID_PARAMS);
    assertThat(error.path("message").stringValue()).contains("get_results");
  }

  @Test
  void fixturesAreNotThere() {
    assertThat(client.result("tools/list", "{}").toString()).doesNotContain("\"test_", "greet");
    assertThat(client.result("prompts/list", "{}").toString()).doesNotContain("test_");
    assertThat(client.result("resources/list", "{}").toString()).doesNotContain("test://");
    assertThat(client.errorCode("tools/call", "{\"name\":\"test_simple_text\"}"))
        .isEqualTo(McpException.INVALID_PARAMS);
    JsonNode capabilities = client.result("server/discover", "{}").path("capabilities");
    assertThat(capabilities.has("logging")).isFalse();
    assertThat(capabilities.path("tools").path("listChanged").booleanValue()).isFalse();
    assertThat(capabilities.path("extensions").has("io.modelcontextprotocol/tasks")).isTrue();
  }

  @Test
  void theUserIsAskedBeforeACriticalToolWorks() {
    TestClient asking = new TestClient(endpoint, Identity.anonymous(), FORMS);
    String call =
        "\"name\":\"set_parameter_value\",\"arguments\":{\"simulationId\":\"demo\","
            + "\"parameterPath\":\"Organism|Weight\",\"value\":61}";
    JsonNode asked = asking.result("tools/call", "{" + call + "}");
    assertThat(asked.path("resultType").stringValue()).isEqualTo("input_required");
    JsonNode question = asked.path("inputRequests").path("confirmation");
    assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(question.path("params").path("message").stringValue())
        .contains("set_parameter_value", "Organism|Weight", "61");
    assertThat(weight()).isNotEqualTo(61);

    String state = "\"requestState\":\"" + asked.path("requestState").stringValue() + "\"";
    JsonNode declined =
        asking.result(
            "tools/call", "{" + call + "," + state + "," + answer("decline", false) + "}");
    assertThat(declined.path("isError").booleanValue()).isTrue();
    assertThat(declined.path("content").get(0).path("text").stringValue())
        .contains("did not confirm", "nothing was done");
    assertThat(weight()).isNotEqualTo(61);

    JsonNode forged = asking.result("tools/call", "{" + call + "," + answer("accept", true) + "}");
    assertThat(forged.path("resultType").stringValue()).isEqualTo("input_required");
    String other = call.replace("61", "62");
    assertThat(
            asking.errorCode(
                "tools/call", "{" + other + "," + state + "," + answer("accept", true) + "}"))
        .as("a confirmation of other arguments")
        .isEqualTo(McpException.INVALID_PARAMS);
    TestClient stranger =
        new TestClient(endpoint, new Identity("other", Set.of(Role.OPERATOR), null, false), FORMS);
    assertThat(
            stranger.errorCode(
                "tools/call", "{" + call + "," + state + "," + answer("accept", true) + "}"))
        .as("a confirmation of another caller")
        .isEqualTo(McpException.INVALID_PARAMS);

    JsonNode done =
        asking.result("tools/call", "{" + call + "," + state + "," + answer("accept", true) + "}");
    assertThat(done.path("isError").booleanValue()).as(done.toString()).isFalse();
    assertThat(weight()).isEqualTo(61);
  }

  private static String answer(String action, boolean confirm) {
    return "\"inputResponses\":{\"confirmation\":{\"action\":\""
        + action
        + "\",\"content\":{\"confirm\":"
        + confirm
        + "}}}";
  }

  private static double weight() {
    return client
        .data(
            "get_parameter_value",
            "{\"simulationId\":\"demo\",\"parameterPath\":\"Organism|Weight\"}")
        .path("parameter")
        .path("value")
        .doubleValue();
  }

  @Test
  void nobodyIsAskedAboutACallThatIsRefusedAnyway() {
    TestClient asking = new TestClient(endpoint, Identity.anonymous(), FORMS);
    JsonNode result = asking.call("load_simulation", "{\"filePath\":7}");
    assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(result.path("isError").booleanValue()).isTrue();
    JsonNode reading = asking.call("list_parameters", "{\"simulationId\":\"demo\",\"limit\":1}");
    assertThat(reading.path("isError").booleanValue()).isFalse();
  }

  @Test
  void confirmationCanBeRequiredOrSwitchedOff() {
    Bridge strict =
        Bridge.open(BridgeConfig.builder().mcp(with(ConfirmationPolicy.REQUIRED)).build());
    try (McpEndpoint its = new McpEndpoint(strict)) {
      TestClient mute = new TestClient(its, Identity.anonymous(), "{}");
      JsonNode error =
          mute.send(
                  "tools/call",
                  "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"}}")
              .path("error");
      assertThat(error.path("code").intValue()).isEqualTo(McpException.MISSING_CAPABILITY);
      assertThat(error.path("data").path("requiredCapabilities").has("elicitation")).isTrue();
      assertThat(strict.sessions().all()).isEmpty();
    } finally {
      strict.close();
    }
    Bridge free = Bridge.open(BridgeConfig.builder().mcp(with(ConfirmationPolicy.OFF)).build());
    try (McpEndpoint its = new McpEndpoint(free)) {
      TestClient asking = new TestClient(its, Identity.anonymous(), FORMS);
      asking.data("load_simulation", "{\"filePath\":\"demo\"}");
    } finally {
      free.close();
    }
  }

  private static BridgeConfig.Mcp with(ConfirmationPolicy policy) {
    return BridgeConfig.Mcp.DEFAULT.with(policy);
  }

  @Test
  void theTraceOfTheClientIsInTheAudit(@TempDir Path audit) throws IOException {
    Bridge audited =
        Bridge.open(BridgeConfig.builder().auditEnabled(true).auditDirectory(audit).build());
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (McpEndpoint its = new McpEndpoint(audited)) {
      TestClient tracing = new TestClient(its, Identity.anonymous(), "{}");
      tracing.result(
          "tools/call",
          "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\"demo\"},\"_meta\":"
              + "{\"traceparent\":\"00-"
              + trace
              + "-00f067aa0ba902b7-01\"}}");
    } finally {
      audited.close();
    }
    try (Stream<Path> files = Files.walk(audit)) {
      List<Path> days = files.filter(f -> f.toString().endsWith(".jsonl")).toList();
      assertThat(Files.readString(days.get(0))).contains("\"correlationId\":\"" + trace + "\"");
    }
  }

  @Test
  void toolsCanBeChosen() {
    BridgeConfig.Mcp reading =
        new BridgeConfig.Mcp(ConfirmationPolicy.AUTO, true, List.of(), 10_000, false);
    assertThat(tools(reading)).contains("get_results").doesNotContain("load_simulation");
    BridgeConfig.Mcp two =
        new BridgeConfig.Mcp(
            ConfirmationPolicy.AUTO,
            false,
            List.of("get_results", "load_simulation"),
            10_000,
            false);
    assertThat(tools(two)).containsExactlyInAnyOrder("get_results", "load_simulation");
    BridgeConfig.Mcp wrong =
        new BridgeConfig.Mcp(ConfirmationPolicy.AUTO, false, List.of("get_it"), 10_000, false);
    assertThatThrownBy(() -> tools(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("MCP_TOOLS", "get_it");
  }

  private static List<String> tools(BridgeConfig.Mcp settings) {
    Bridge other = Bridge.open(BridgeConfig.builder().mcp(settings).build());
    try (McpEndpoint its = new McpEndpoint(other)) {
      TestClient any = new TestClient(its, Identity.anonymous(), "{}");
      List<String> names = texts(any.result("tools/list", "{}").path("tools"), "name");
      assertThat(names.contains("load_simulation"))
          .isEqualTo(
              any.errorCode("tools/call", "{\"name\":\"load_simulation\"}")
                  != McpException.INVALID_PARAMS);
      return names;
    } finally {
      other.close();
    }
  }

  @Test
  void anAnswerBeyondTheBoundIsRefusedWithAdvice() {
    Bridge small = Bridge.open(BridgeConfig.builder().mcp(bounded(500)).build());
    try (McpEndpoint its = new McpEndpoint(small)) {
      TestClient any = new TestClient(its, Identity.anonymous(), "{}");
      any.data("load_simulation", "{\"filePath\":\"demo\"}");
      JsonNode refused = any.call("list_parameters", "{\"simulationId\":\"demo\"}");
      assertThat(refused.path("isError").booleanValue()).isTrue();
      assertThat(refused.path("content").get(0).path("text").stringValue())
          .contains("500 tokens", "list_parameters", "limit");
      any.data("list_parameters", "{\"simulationId\":\"demo\",\"limit\":3}");
    } finally {
      small.close();
    }
  }

  /** The call was admitted just before the endpoint was closed. */
  @Test
  void aCallWhoseProgressCannotBeToldAnyMoreIsAnswered(@TempDir Path models) throws IOException {
    SlowModel.writeTo(models);
    Bridge other = Bridge.open(BridgeConfig.builder().modelSearchPaths(models).build());
    McpEndpoint its = new McpEndpoint(other);
    try {
      TestClient any = new TestClient(its, Identity.anonymous(), "{}");
      any.data("load_simulation", "{\"filePath\":\"slow.pkml\"}");
      its.close();
      JsonNode answer =
          any.result(
              "tools/call",
              "{\"name\":\"run_simulation\",\"_meta\":{\"progressToken\":\"p\"},"
                  + "\"arguments\":{\"simulationId\":\"slow\",\"waitMs\":50}}");
      assertThat(answer.path("isError").asBoolean(true)).as(answer.toString()).isFalse();
      assertThat(answer.path("structuredContent").path("jobId").isString()).isTrue();
    } finally {
      other.close();
    }
  }

  /** Four characters a token, as documented; counted over the JSON of the whole list. */
  @Test
  void theToolListCostsAtMostSixThousandTokens() {
    JsonNode tools = client.result("tools/list", "{}").path("tools");
    assertThat(Json.bytes(tools).length / 4).isLessThanOrEqualTo(6000);
    assertThat(tools.size()).isLessThanOrEqualTo(20);
  }

  @Test
  void theEstimateOfALengthIsCloseToTheText() {
    JsonNode tools = client.result("tools/list", "{}").path("tools");
    int exact = Json.bytes(tools).length / 4;
    assertThat(ToolResults.tokens(tools, Integer.MAX_VALUE / 8))
        .isCloseTo(exact, withPercentage(10));
  }
}
