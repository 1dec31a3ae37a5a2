package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.ResourceSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources of the fixtures. */
final class FixtureResources implements ResourceSource {
  private static final String TEMPLATE = "test://template/{id}/data";
  private static final Pattern OF_TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

  @Override
  public void list(McpRequest request, ArrayNode resources) {
    add(resources, "test://static-text", "text/plain");
    add(resources, "test://static-binary", "image/png");
    add(resources, "test://watched-resource", "text/plain");
  }

  private static void add(ArrayNode resources, String uri, String mimeType) {
    resources
        .addObject()
        .put("uri", uri)
        .put("name", uri.substring("test://".length()))
        .put("description", "A fixture")
        .put("mimeType", mimeType);
  }

  @Override
  public void templates(ArrayNode templates) {
    templates
        .addObject()
        .put("uriTemplate", TEMPLATE)
        .put("name", "template")
        .put("description", "A fixture")
        .put("mimeType", "application/json");
  }

  @Override
  public Optional<ObjectNode> read(String uri, McpRequest request) {
    Matcher templated = OF_TEMPLATE.matcher(uri);
    if (templated.matches()) {
      ObjectNode data = Messages.object().put("id", templated.group(1)).put("templateTest", true);
      return content(uri, "application/json", "text", data.toString());
    }
    return switch (uri) {
      case "test://static-text", "test://watched-resource" ->
          content(uri, "text/plain", "text", "This is the content of the static text resource.");
      case "test://static-binary" -> content(uri, "image/png", "blob", Media.PNG);
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectNode> content(
      String uri, String mimeType, String field, String value) {
    ObjectNode result = Messages.object();
    result
        .putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", mimeType)
        .put(field, value);
    return Optional.of(result);
  }

  @Override
  public Optional<List<String>> complete(
      String template, String variable, String start, McpRequest request) {
    return template.equals(TEMPLATE) ? Optional.of(List.of("123")) : Optional.empty();
  }
}
