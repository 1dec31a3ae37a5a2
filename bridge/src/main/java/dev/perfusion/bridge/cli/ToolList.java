package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.mcp.ToolListing;
import dev.perfusion.bridge.security.Identity;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The tools of this version. Apart from its command, because picocli loads every command and the
 * classes it mentions, also for {@code run}.
 */
final class ToolList {
  private ToolList() {}

  private static ArrayNode tools() {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().build())) {
      return ToolListing.of(bridge.calls().catalogue(), Identity.embedded());
    }
  }

  /** A line a tool: name, title. */
  static String names() {
    StringBuilder lines = new StringBuilder();
    for (JsonNode tool : tools()) {
      String name = tool.path("name").asString();
      lines.append(String.format(Locale.ROOT, "%-32s %s%n", name, tool.path("title").asString()));
    }
    return lines.toString();
  }

  /** {@code {"tools": [...]}}, as tools/list has it. */
  static String schemas() {
    JsonNode list = JsonNodeFactory.instance.objectNode().set("tools", tools());
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
  }
}
