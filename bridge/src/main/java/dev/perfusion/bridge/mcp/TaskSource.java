package dev.perfusion.bridge.mcp;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tasks that can be looked at, answered and cancelled. */
public interface TaskSource {
  /** A task; empty when there is none of that id here, or none that this request may see. */
  Optional<Task> find(String taskId, McpRequest request);

  /** Takes answers to what the task has asked; what it did not ask is ignored. */
  void answer(String taskId, JsonNode responses, McpRequest request);

  /** Asks the task to end; a finished one is left as it is. */
  void cancel(String taskId, McpRequest request);
}
