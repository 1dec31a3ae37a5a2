package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.PromptSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prompts of the fixtures. */
final class FixturePrompts implements PromptSource {
  private static final String CONTEXT = "user_context";

  @Override
  public void list(ArrayNode prompts) {
    add(prompts, "test_simple_prompt");
    add(prompts, "test_prompt_with_arguments", "arg1", "arg2");
    add(prompts, "test_prompt_with_embedded_resource", "resourceUri");
    add(prompts, "test_prompt_with_image");
    add(prompts, "test_input_required_result_prompt");
  }

  private static void add(ArrayNode prompts, String name, String... arguments) {
    ObjectNode prompt = prompts.addObject().put("name", name).put("description", "A fixture");
    ArrayNode listed = prompt.putArray("arguments");
    for (String argument : arguments) {
      listed.addObject().put("name", argument).put("description", "Any").put("required", true);
    }
  }

  @Override
  public Optional<ObjectNode> get(String name, McpRequest request) {
    return switch (name) {
      case "test_simple_prompt" -> messages(Media.text("This is a simple prompt for testing."));
      case "test_prompt_with_arguments" ->
          messages(
              Media.text(
                  "Prompt with arguments: arg1='"
                      + argument(request, "arg1")
                      + "', arg2='"
                      + argument(request, "arg2")
                      + "'"));
      case "test_prompt_with_embedded_resource" ->
          messages(
              Media.resource(
                  argument(request, "resourceUri"),
                  "text/plain",
                  "Embedded resource content for testing."),
              Media.text("Please process the embedded resource above."));
      case "test_prompt_with_image" ->
          messages(Media.image(), Media.text("Please analyze the image above."));
      case "test_input_required_result_prompt" ->
          messages(Media.text("Prompt with context: " + context(request)));
      default -> Optional.empty();
    };
  }

  private static String argument(McpRequest request, String name) {
    return request.arguments().path(name).asString("");
  }

  private static String context(McpRequest request) {
    ObjectNode question = Questions.form("What context should be used?", "context", "string");
    return request
        .client()
        .ask(Map.of(CONTEXT, question), false)
        .get(CONTEXT)
        .path("content")
        .path("context")
        .asString("");
  }

  private static Optional<ObjectNode> messages(ObjectNode... contents) {
    ObjectNode result = Messages.object();
    ArrayNode messages = result.putArray("messages");
    for (ObjectNode content : contents) {
      messages.addObject().put("role", "user").set("content", content);
    }
    return Optional.of(result);
  }

  @Override
  public Optional<List<String>> complete(
      String name, String argument, String start, McpRequest request) {
    return name.startsWith("test_") ? Optional.of(List.of()) : Optional.empty();
  }
}
