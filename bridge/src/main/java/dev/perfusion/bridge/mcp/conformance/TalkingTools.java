package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.Client;
import dev.perfusion.bridge.mcp.LogLevel;
import dev.perfusion.bridge.mcp.McpException;
import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.Notice;
import dev.perfusion.bridge.mcp.Notices;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that speak with the client before they answer. */
final class TalkingTools {
  private static final String ANSWER = "answer";

  /** Progress is passed on ten times a second at most. */
  private static final int BETWEEN_PROGRESS_MS = 140;

  private static final int BETWEEN_LOGS_MS = 50;

  private TalkingTools() {}

  static void add(FixtureTools tools, Notices notices) {
    ObjectNode none = FixtureTools.noArguments();
    tools.add("test_tool_with_progress", "Reports progress", none, TalkingTools::progress);
    tools.add("test_tool_with_logging", "Sends log messages", none, TalkingTools::logging);
    tools.add("test_logging_tool", "Sends a log message", none, TalkingTools::oneLog);
    tools.add(
        "test_sampling",
        "Asks the client's model",
        FixtureTools.argument("prompt", "string"),
        TalkingTools::sampling);
    tools.add(
        "test_elicitation",
        "Asks the user",
        FixtureTools.argument("message", "string"),
        request ->
            elicited(
                request,
                Questions.form(
                    request.arguments().path("message").asString("?"), "response", "string")));
    tools.add(
        "test_elicitation_sep1034_defaults",
        "Asks the user with defaults",
        none,
        request -> elicited(request, Questions.form("Please review", defaults())));
    tools.add(
        "test_elicitation_sep1330_enums",
        "Asks the user to choose",
        none,
        request -> elicited(request, Questions.form("Please choose", choices())));
    tools.add(
        "test_missing_capability",
        "Needs sampling",
        none,
        request -> {
          if (!request.client().supports("sampling")) {
            ObjectNode required = Messages.object();
            required.putObject("sampling");
            throw McpException.missingCapability("sampling is needed", required);
          }
          return Messages.text("sampling is declared");
        });
    tools.add("test_streaming_elicitation", "Streams, then asks", none, TalkingTools::streaming);
    tools.add(
        "test_trigger_tool_change", "Says that tools changed", none, changed(notices, "tools"));
    tools.add(
        "test_trigger_prompt_change",
        "Says that prompts changed",
        none,
        changed(notices, "prompts"));
  }

  private static Function<McpRequest, ObjectNode> changed(Notices notices, String kind) {
    return request -> {
      notices.publish(new Notice.ListChanged(kind));
      return Messages.text("told");
    };
  }

  private static ObjectNode progress(McpRequest request) {
    Client client = request.client();
    client.progress(0, "started");
    client.pause(BETWEEN_PROGRESS_MS);
    client.progress(50, "half done");
    client.pause(BETWEEN_PROGRESS_MS);
    client.progress(100, "done");
    return Messages.text("done");
  }

  private static ObjectNode logging(McpRequest request) {
    Client client = request.client();
    client.log(LogLevel.INFO, "Tool execution started");
    client.pause(BETWEEN_LOGS_MS);
    client.log(LogLevel.INFO, "Tool processing data");
    client.pause(BETWEEN_LOGS_MS);
    client.log(LogLevel.INFO, "Tool execution completed");
    return Messages.text("logged");
  }

  private static ObjectNode oneLog(McpRequest request) {
    request.client().log(LogLevel.INFO, "a message");
    return Messages.text("logged");
  }

  private static ObjectNode sampling(McpRequest request) {
    JsonNode answer =
        ask(request, Questions.sampling(request.arguments().path("prompt").asString(""), 100));
    return Messages.text("LLM response: " + answer.path("content").path("text").asString(""));
  }

  private static ObjectNode elicited(McpRequest request, ObjectNode question) {
    JsonNode answer = ask(request, question);
    return Messages.text(
        "User response: action="
            + answer.path("action").asString("")
            + ", content="
            + answer.path("content"));
  }

  private static ObjectNode streaming(McpRequest request) {
    request.client().progress(50, "half done");
    return elicited(request, Questions.form("Go on?", "go", "boolean"));
  }

  private static JsonNode ask(McpRequest request, ObjectNode question) {
    return request.client().ask(Map.of(ANSWER, question), false).get(ANSWER);
  }

  private static ObjectNode defaults() {
    ObjectNode schema = FixtureTools.noArguments();
    ObjectNode fields = (ObjectNode) schema.get("properties");
    fields.putObject("name").put("type", "string").put("default", "John Doe");
    fields.putObject("age").put("type", "integer").put("default", 30);
    fields.putObject("score").put("type", "number").put("default", 95.5);
    ObjectNode status = fields.putObject("status").put("type", "string");
    status.putArray("enum").add("active").add("inactive").add("pending");
    status.put("default", "active");
    fields.putObject("verified").put("type", "boolean").put("default", true);
    return schema;
  }

  private static ObjectNode choices() {
    ObjectNode schema = FixtureTools.noArguments();
    ObjectNode fields = (ObjectNode) schema.get("properties");
    options(fields.putObject("untitledSingle").put("type", "string").putArray("enum"));
    titled(fields.putObject("titledSingle").put("type", "string").putArray("oneOf"));
    ObjectNode legacy = fields.putObject("legacyEnum").put("type", "string");
    options(legacy.putArray("enum"));
    options(legacy.putArray("enumNames"));
    ObjectNode many = fields.putObject("untitledMulti").put("type", "array");
    options(many.putObject("items").put("type", "string").putArray("enum"));
    ObjectNode titledMany = fields.putObject("titledMulti").put("type", "array");
    titled(titledMany.putObject("items").putArray("anyOf"));
    return schema;
  }

  private static void options(ArrayNode values) {
    values.add("option1").add("option2").add("option3");
  }

  private static void titled(ArrayNode values) {
    for (int i = 1; i <= 3; i++) {
      values.addObject().put("const", "value" + i).put("title", "Choice " + i);
    }
  }
}
