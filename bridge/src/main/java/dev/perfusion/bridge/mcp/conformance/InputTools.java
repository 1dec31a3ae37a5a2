package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that need input of the client, in the ways in which revision 2026-07-28 asks for it. */
final class InputTools {
  private static final String NAME = "test_input_required_result_";

  private InputTools() {}

  static void add(FixtureTools tools) {
    add(
        tools,
        "elicitation",
        request -> "Hello, " + content(request, "user_name", name(), false).path("name") + "!");
    add(
        tools,
        "sampling",
        request ->
            ask(
                    request,
                    "sample_request",
                    Questions.sampling("What is the capital of France?", 100),
                    false)
                .path("content")
                .toString());
    add(
        tools,
        "list_roots",
        request ->
            ask(request, "roots_request", Questions.roots(), false).path("roots").toString());
    add(
        tools,
        "request_state",
        request -> "state-ok " + content(request, "confirm", confirm(), true));
    add(
        tools,
        "tampered_state",
        request -> "integrity-ok " + content(request, "confirm", confirm(), true));
    add(tools, "multiple_inputs", InputTools::several);
    add(tools, "multi_round", InputTools::rounds);
    add(tools, "capabilities", InputTools::whatIsDeclared);
  }

  private static void add(FixtureTools tools, String name, Function<McpRequest, String> work) {
    tools.add(
        NAME + name,
        "Needs input",
        FixtureTools.noArguments(),
        request -> Messages.text(work.apply(request)));
  }

  private static ObjectNode name() {
    return Questions.form("What is your name?", "name", "string");
  }

  private static ObjectNode confirm() {
    return Questions.form("Please confirm", "ok", "boolean");
  }

  private static JsonNode ask(
      McpRequest request, String name, ObjectNode question, boolean onlyIfAsked) {
    return request.client().ask(Map.of(name, question), onlyIfAsked).get(name);
  }

  private static JsonNode content(
      McpRequest request, String name, ObjectNode question, boolean onlyIfAsked) {
    return ask(request, name, question, onlyIfAsked).path("content");
  }

  private static String several(McpRequest request) {
    Map<String, ObjectNode> questions = new LinkedHashMap<>();
    questions.put("user_name", name());
    questions.put("greeting", Questions.sampling("Generate a greeting", 50));
    questions.put("client_roots", Questions.roots());
    return request.client().ask(questions, true).toString();
  }

  private static String rounds(McpRequest request) {
    JsonNode first = content(request, "step1", name(), true);
    ObjectNode colour = Questions.form("What is your favourite colour?", "color", "string");
    JsonNode second = content(request, "step2", colour, true);
    return first.path("name") + " likes " + second.path("color");
  }

  private static String whatIsDeclared(McpRequest request) {
    Map<String, ObjectNode> questions = new LinkedHashMap<>();
    if (request.client().supports("elicitation")) {
      questions.put("elicit_input", Questions.form("A value?", "value", "string"));
    }
    if (request.client().supports("sampling")) {
      questions.put("sample_input", Questions.sampling("Sample request", 50));
    }
    return request.client().ask(questions, true).toString();
  }
}
