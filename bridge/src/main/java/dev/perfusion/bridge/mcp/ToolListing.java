package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.bridge.tool.ToolCatalogue;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolSpec;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tools as {@code tools/list} and its REST twin show them. */
public final class ToolListing {
  private ToolListing() {}

  /** The tools that the caller may use, in the order of the catalogue, with all that is known. */
  public static ArrayNode of(ToolCatalogue catalogue, Identity caller) {
    ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    for (ToolEntry<?, ?> entry : catalogue.all()) {
      if (caller.hasAny(entry.spec().roles())) {
        tools.add(describe(entry));
      }
    }
    return tools;
  }

  private static ObjectNode describe(ToolEntry<?, ?> entry) {
    ObjectNode tool = named(entry.spec());
    tool.set("inputSchema", entry.inputSchema());
    tool.set("outputSchema", entry.outputSchema());
    tool.set("annotations", annotations(entry.spec()));
    return tool;
  }

  /**
   * A tool for the context of a model, where each word costs: the hints of the protocol only, and
   * of the answer the top level only. The REST twin of the list has everything.
   */
  static ObjectNode brief(ToolEntry<?, ?> entry) {
    ObjectNode tool = named(entry.spec());
    tool.set("inputSchema", entry.inputSchema());
    ObjectNode output = Messages.object().put("type", "object");
    ObjectNode properties = output.putObject("properties");
    entry
        .outputSchema()
        .path("properties")
        .properties()
        .forEach(property -> properties.set(property.getKey(), topLevel(property.getValue())));
    tool.set("outputSchema", output);
    tool.set("annotations", hints(entry.spec()));
    return tool;
  }

  private static ObjectNode topLevel(JsonNode schema) {
    ObjectNode top = ((ObjectNode) schema).deepCopy();
    top.remove(List.of("properties", "required", "additionalProperties"));
    if (top.has("items")) {
      top.set("items", topLevel(top.get("items")));
    }
    return top;
  }

  private static ObjectNode named(ToolSpec<?, ?> spec) {
    ObjectNode tool = JsonNodeFactory.instance.objectNode();
    tool.put("name", spec.name());
    tool.put("title", spec.title());
    return tool.put("description", spec.description());
  }

  private static ObjectNode hints(ToolSpec<?, ?> spec) {
    ObjectNode hints = JsonNodeFactory.instance.objectNode();
    boolean readOnly = spec.roles().contains(Role.VIEWER);
    hints.put("readOnlyHint", readOnly);
    if (!readOnly) {
      hints.put("destructiveHint", false);
      hints.put("idempotentHint", spec.idempotent());
    }
    return hints.put("openWorldHint", false);
  }

  /** Hints of the protocol, and those of the REST interface. */
  public static ObjectNode annotations(ToolSpec<?, ?> spec) {
    ObjectNode annotations = hints(spec);
    annotations.put("critical", spec.critical());
    annotations.put("requiresConfirmation", spec.critical());
    ArrayNode roles = annotations.putArray("roles");
    spec.roles().stream().sorted().map(Role::wireName).forEach(roles::add);
    return annotations;
  }
}
