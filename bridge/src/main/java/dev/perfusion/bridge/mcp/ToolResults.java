package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.ResourceLink;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of tools in the form of {@code tools/call}: a text that stands alone, and the data. */
public final class ToolResults {
  /** No tokenizer is that of every model; this is a common estimate for English and JSON. */
  static final int CHARACTERS_PER_TOKEN = 4;

  private static final int LONGEST_ERROR = 8000;

  private ToolResults() {}

  /** A tool that did its work. */
  public static <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode success(
      ToolEntry<Q, R> entry, Record response) {
    ObjectNode result = Messages.text(entry.tool().text(entry.spec().response().cast(response)));
    result.set("structuredContent", Json.tree(response));
    return result.put("isError", false);
  }

  /**
   * A tool that did its work, in no more than so many tokens.
   *
   * @param links whether the client knows what they are
   */
  static <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode success(
      ToolEntry<Q, R> entry, R response, boolean links, int maxTokens) {
    ObjectNode result = linked(entry, response, links);
    if (tokens(result, maxTokens) <= maxTokens) {
      return result;
    }
    result = linked(entry, entry.tool().shortened(response), links);
    return tokens(result, maxTokens) <= maxTokens
        ? result
        : tooLong(entry.spec().name(), maxTokens);
  }

  private static <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode linked(
      ToolEntry<Q, R> entry, R response, boolean links) {
    ObjectNode result = success(entry, response);
    if (links) {
      link(result, entry.tool().links(response));
    }
    return result;
  }

  /** Adds links to what an answer refers to. */
  private static void link(ObjectNode result, List<ResourceLink> links) {
    ArrayNode content = (ArrayNode) result.get("content");
    for (ResourceLink link : links) {
      content
          .addObject()
          .put("type", "resource_link")
          .put("uri", link.uri())
          .put("name", link.name())
          .put("mimeType", link.mimeType());
    }
  }

  /** A tool that refused or failed: what to do about it, as text for the model. */
  static ObjectNode failure(BridgeException error) {
    StringBuilder text = new StringBuilder();
    text.append(error.code().wireName()).append(": ").append(error.getMessage());
    for (ErrorDetail detail : error.details()) {
      if (!error.getMessage().contains(detail.issue())) {
        text.append('\n').append(detail.issue());
      }
      if (detail.hint() != null && !text.toString().contains(detail.hint())) {
        text.append("\nHint: ").append(detail.hint());
      }
    }
    return failure(text.toString());
  }

  static ObjectNode failure(String text) {
    // What a caller sent is shown again, however long it was.
    String shown = text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "...";
    return Messages.text(shown).put("isError", true);
  }

  /** In place of an answer that would fill a model's context. */
  private static ObjectNode tooLong(String tool, int limit) {
    return failure(
        "The answer of "
            + tool
            + " is longer than "
            + limit
            + " tokens (at four characters a token) and was not sent. Ask for less: fewer or"
            + " narrower paths, a smaller limit or maxPoints, then the next page.");
  }

  /**
   * Tokens of a result, estimated at four characters of JSON a token.
   *
   * @param enough counting may stop beyond this
   */
  static int tokens(JsonNode result, int enough) {
    long characters = characters(result, (long) CHARACTERS_PER_TOKEN * enough + 1);
    return (int) ((characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
  }

  private static long characters(JsonNode node, long enough) {
    long count = 2;
    if (node.isString()) {
      return count + node.stringValue().length();
    }
    if (!node.isContainer()) {
      return node.asString("null").length();
    }
    if (node.isObject()) {
      for (var property : node.properties()) {
        count += property.getKey().length() + 4 + characters(property.getValue(), enough - count);
        if (count > enough) {
          return count;
        }
      }
      return count;
    }
    for (JsonNode item : node) {
      count += 1 + characters(item, enough - count);
      if (count > enough) {
        return count;
      }
    }
    return count;
  }
}
