package dev.perfusion.bridge.mcp;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prompts of one origin. */
public interface PromptSource {
  /** Adds the prompts. */
  void list(ArrayNode prompts);

  /** Fills a prompt in; empty when it is not ours. */
  Optional<ObjectNode> get(String name, McpRequest request);

  /** Values for an argument of a prompt that begin as given; empty when it is not ours. */
  Optional<List<String>> complete(String name, String argument, String start, McpRequest request);
}
