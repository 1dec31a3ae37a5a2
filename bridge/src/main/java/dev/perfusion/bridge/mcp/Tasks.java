package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of the tasks extension. */
final class Tasks {
  static final String EXTENSION = "io.modelcontextprotocol/tasks";

  private final Methods methods;

  Tasks(Methods methods) {
    this.methods = methods;
  }

  ObjectNode get(McpRequest request) {
    request.client().requireTasks();
    return methods.task(request).task().details();
  }

  ObjectNode update(McpRequest request) {
    request.client().requireTasks();
    Methods.Found found = methods.task(request);
    JsonNode responses = request.params().path("inputResponses");
    if (!responses.isObject()) {
      throw McpException.invalid("params.inputResponses is missing");
    }
    found.source().answer(found.task().taskId(), responses, request);
    return Messages.object();
  }

  ObjectNode cancel(McpRequest request) {
    request.client().requireTasks();
    Methods.Found found = methods.task(request);
    found.source().cancel(found.task().taskId(), request);
    return Messages.object();
  }
}
