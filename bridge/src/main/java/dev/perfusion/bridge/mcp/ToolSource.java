package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** Tools of one origin. */
public interface ToolSource {
  /** Adds the tools that the caller may use, always in the same order. */
  void list(Identity caller, ArrayNode tools);

  /** The tool of that name. */
  Optional<ToolHandler> find(String name);
}
