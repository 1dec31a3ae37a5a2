package dev.perfusion.bridge.mcp;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Arguments that a client repeats as headers {@code Mcp-Param-*}, as {@code x-mcp-header} in the
 * schema of a tool asks for.
 */
public final class MirroredHeaders {
  /** No argument is repeated. */
  public static final MirroredHeaders NONE = new MirroredHeaders(Map.of());

  private static final String KEYWORD = "x-mcp-header";
  private static final String PREFIX = "Mcp-Param-";

  private final Map<String, List<String>> pathByHeader;

  private MirroredHeaders(Map<String, List<String>> pathByHeader) {
    this.pathByHeader = pathByHeader;
  }

  /** What a schema asks for. */
  public static MirroredHeaders of(JsonNode inputSchema) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    collect(inputSchema, List.of(), found);
    return found.isEmpty() ? NONE : new MirroredHeaders(found);
  }

  private static void collect(JsonNode schema, List<String> path, Map<String, List<String>> found) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      List<String> inner = new ArrayList<>(path);
      inner.add(property.getKey());
      JsonNode header = property.getValue().path(KEYWORD);
      if (header.isString()) {
        found.put(PREFIX + header.stringValue(), inner);
      }
      collect(property.getValue(), inner, found);
    }
  }

  /**
   * Compares headers and arguments.
   *
   * @throws McpException when they do not agree
   */
  void check(JsonNode arguments, McpCall call) {
    pathByHeader.forEach(
        (name, path) -> {
          JsonNode value = arguments;
          for (String step : path) {
            value = value.path(step);
          }
          Optional<String> header = call.header(name).map(text -> Headers.decode(name, text));
          boolean absent = value.isMissingNode() || value.isNull();
          if (absent ? header.isPresent() : header.filter(same(value)).isEmpty()) {
            throw Headers.mismatch(name, header, absent ? null : value.asString(value.toString()));
          }
        });
  }

  private static Predicate<String> same(JsonNode value) {
    return text -> {
      if (value.isIntegralNumber()) {
        try {
          return new BigDecimal(text).compareTo(value.decimalValue()) == 0;
        } catch (NumberFormatException e) {
          return false;
        }
      }
      return text.equals(value.asString(value.toString()));
    };
  }
}
