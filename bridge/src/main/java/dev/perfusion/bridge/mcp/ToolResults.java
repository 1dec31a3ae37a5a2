package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolRequest;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers of tools in the form of {@code tools/call}: a text that stands alone, and the data. */
public final class ToolResults {
  private ToolResults() {}

  /** A tool that did its work. */
  public static <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode success(
      ToolEntry<Q, R> entry, Record response) {
    ObjectNode result = content(entry.tool().text(entry.spec().response().cast(response)));
    result.set("structuredContent", Json.tree(response));
    return result.put("isError", false);
  }

  /** A tool that refused or failed: what to do about it, as text for the model. */
  static ObjectNode failure(BridgeException error) {
    StringBuilder text = new StringBuilder();
    text.append(error.code().wireName()).append(": ").append(error.getMessage());
    for (ErrorDetail detail : error.details()) {
      if (!detail.issue().equals(error.getMessage())) {
        text.append('\n').append(detail.issue());
      }
      if (detail.hint() != null && !text.toString().contains(detail.hint())) {
        text.append("\nHint: ").append(detail.hint());
      }
    }
    return content(text.toString()).put("isError", true);
  }

  private static ObjectNode content(String text) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
