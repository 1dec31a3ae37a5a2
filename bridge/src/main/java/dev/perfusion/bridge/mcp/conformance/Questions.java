package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.Messages;
import tools.jackson.databind.node.ObjectNode;

/** Requests of the server to the client. */
final class Questions {
  private Questions() {}

  /** Asks the user for one value. */
  static ObjectNode form(String message, String field, String type) {
    ObjectNode schema = FixtureTools.argument(field, type);
    schema.putArray("required").add(field);
    return form(message, schema);
  }

  static ObjectNode form(String message, ObjectNode schema) {
    ObjectNode question = Messages.object().put("method", "elicitation/create");
    question.putObject("params").put("message", message).set("requestedSchema", schema);
    return question;
  }

  /** Asks the model of the client. */
  static ObjectNode sampling(String prompt, int maxTokens) {
    ObjectNode question = Messages.object().put("method", "sampling/createMessage");
    ObjectNode params = question.putObject("params");
    ObjectNode message = params.putArray("messages").addObject().put("role", "user");
    message.set("content", Media.text(prompt));
    params.put("maxTokens", maxTokens);
    return question;
  }

  static ObjectNode roots() {
    ObjectNode question = Messages.object().put("method", "roots/list");
    question.putObject("params");
    return question;
  }
}
