package dev.perfusion.bridge.mcp;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources of one origin. */
public interface ResourceSource {
  /** Adds what there is to read. */
  void list(McpRequest request, ArrayNode resources);

  /** Adds the patterns of what there is to read. */
  void templates(ArrayNode templates);

  /** Reads a resource; empty when there is none here. */
  Optional<ObjectNode> read(String uri, McpRequest request);

  /** Values for a variable of a template that begin as given; empty when it is not ours. */
  Optional<List<String>> complete(
      String template, String variable, String start, McpRequest request);
}
