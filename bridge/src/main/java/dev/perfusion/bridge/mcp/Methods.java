package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.tool.Similarity;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that both eras have, over everything that is offered. */
final class Methods {
  private static final int MOST_COMPLETIONS = 100;

  private final List<Feature> features;

  Methods(List<Feature> features) {
    this.features = List.copyOf(features);
  }

  ObjectNode listTools(McpRequest request) {
    return list(request, "tools", (feature, into) -> feature.tools().list(request.caller(), into));
  }

  ObjectNode listResources(McpRequest request) {
    return list(request, "resources", (feature, into) -> feature.resources().list(request, into));
  }

  ObjectNode listTemplates(McpRequest request) {
    return list(
        request, "resourceTemplates", (feature, into) -> feature.resources().templates(into));
  }

  ObjectNode listPrompts(McpRequest request) {
    return list(request, "prompts", (feature, into) -> feature.prompts().list(into));
  }

  /** Adds what one feature offers. */
  @FunctionalInterface
  private interface Lister {
    void list(Feature feature, ArrayNode into);
  }

  /** Everything on one page, so that a client that follows no cursor misses nothing. */
  private ObjectNode list(McpRequest request, String name, Lister lister) {
    JsonNode cursor = request.params().path("cursor");
    if (!cursor.isMissingNode() && !cursor.isNull()) {
      throw McpException.invalid(
          "cursor " + cursor + " was not given out by this server: all is on the first page");
    }
    ObjectNode result = Messages.object();
    ArrayNode items = result.putArray(name);
    features.forEach(feature -> lister.list(feature, items));
    return result;
  }

  /**
   * The tool that a request names.
   *
   * @throws McpException when there is none, with the names that come closest
   */
  ToolHandler tool(McpRequest request) {
    String name = request.text("name");
    Optional<ToolHandler> handler = first(feature -> feature.tools().find(name));
    return handler.orElseThrow(() -> McpException.invalid(unknown("tool", name, request)));
  }

  private String unknown(String kind, String name, McpRequest request) {
    List<String> names = kind.equals("tool") ? names("tools", request) : names("prompts", request);
    String closest = String.join(", ", Similarity.closest(name, names, 3));
    return "no " + kind + " \"" + name + "\"; closest: " + closest;
  }

  private List<String> names(String kind, McpRequest request) {
    ArrayNode items = Messages.object().putArray(kind);
    for (Feature feature : features) {
      if (kind.equals("tools")) {
        feature.tools().list(request.caller(), items);
      } else {
        feature.prompts().list(items);
      }
    }
    return items.valueStream().map(item -> item.path("name").asString("")).toList();
  }

  ObjectNode readResource(McpRequest request) {
    String uri = request.text("uri");
    Optional<ObjectNode> found = first(feature -> feature.resources().read(uri, request));
    return found.orElseThrow(
        () ->
            new McpException(
                request.client().noResourceCode(),
                200,
                "no resource \"" + uri + "\"; resources/list names what there is",
                Messages.object().put("uri", uri)));
  }

  ObjectNode getPrompt(McpRequest request) {
    String name = request.text("name");
    Optional<ObjectNode> found = first(feature -> feature.prompts().get(name, request));
    return found.orElseThrow(() -> McpException.invalid(unknown("prompt", name, request)));
  }

  ObjectNode complete(McpRequest request) {
    JsonNode ref = request.params().path("ref");
    String argument = request.params().path("argument").path("name").asString("");
    String start = request.params().path("argument").path("value").asString("");
    Optional<List<String>> found =
        switch (ref.path("type").asString("")) {
          case "ref/prompt" -> {
            String name = ref.path("name").asString("");
            yield first(f -> f.prompts().complete(name, argument, start, request));
          }
          case "ref/resource" -> {
            String template = ref.path("uri").asString("");
            yield first(f -> f.resources().complete(template, argument, start, request));
          }
          default ->
              throw McpException.invalid("params.ref.type must be ref/prompt or ref/resource");
        };
    List<String> values =
        found.orElseThrow(() -> McpException.invalid("nothing is known of params.ref " + ref));
    ObjectNode result = Messages.object();
    ObjectNode completion = result.putObject("completion");
    ArrayNode shown = completion.putArray("values");
    values.stream().limit(MOST_COMPLETIONS).forEach(shown::add);
    completion.put("total", values.size()).put("hasMore", values.size() > MOST_COMPLETIONS);
    return result;
  }

  /** The task of that id and where it comes from. */
  record Found(Task task, TaskSource source) {}

  /**
   * The task that a request names.
   *
   * @throws McpException when there is none
   */
  Found task(McpRequest request) {
    String id = request.text("taskId");
    return task(id, request)
        .orElseThrow(
            () -> McpException.invalid("no task \"" + id + "\": it never was or is forgotten"));
  }

  Optional<Found> task(String id, McpRequest request) {
    return first(f -> f.tasks().find(id, request).map(task -> new Found(task, f.tasks())));
  }

  private <T> Optional<T> first(Function<Feature, Optional<T>> lookup) {
    Stream<Optional<T>> found = features.stream().map(lookup);
    return found.flatMap(Optional::stream).findFirst();
  }
}
