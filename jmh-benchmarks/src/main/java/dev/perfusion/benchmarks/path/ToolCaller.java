package dev.perfusion.benchmarks.path;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Any tool by its name, over one connection. Not thread-safe. */
public interface ToolCaller extends AutoCloseable {
  /**
   * Calls a tool.
   *
   * @return its answer, unwrapped
   * @throws ToolCallException any other answer than a success
   */
  JsonNode call(String tool, ObjectNode arguments);

  @Override
  void close();
}
