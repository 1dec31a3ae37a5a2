package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ObjectNode;

/** A tool that can be called. */
public interface ToolHandler {
  /** Calls the tool. */
  Outcome call(McpRequest request);

  /** Its arguments that clients repeat in headers. */
  default MirroredHeaders mirrored() {
    return MirroredHeaders.NONE;
  }

  /** What a call comes to. */
  sealed interface Outcome {
    /**
     * The tool has answered.
     *
     * @param result result of {@code tools/call}
     */
    record Done(ObjectNode result) implements Outcome {}

    /**
     * The tool works on. Only for clients that have declared the tasks extension.
     *
     * @param task what it can be found under
     */
    record Started(Task task) implements Outcome {}
  }
}
