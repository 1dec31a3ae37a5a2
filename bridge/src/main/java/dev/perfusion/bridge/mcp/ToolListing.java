package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.bridge.tool.ToolCatalogue;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolSpec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tools as {@code tools/list} and its REST twin show them, in the order of the catalogue. */
public final class ToolListing {
  private ToolListing() {}

  /** The tools that the caller may use. */
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
    ToolSpec<?, ?> spec = entry.spec();
    ObjectNode tool = JsonNodeFactory.instance.objectNode();
    tool.put("name", spec.name());
    tool.put("title", spec.title());
    tool.put("description", spec.description());
    tool.set("inputSchema", entry.inputSchema());
    tool.set("outputSchema", entry.outputSchema());
    tool.set("annotations", annotations(spec));
    return tool;
  }

  /** Hints of the protocol, and those of the REST interface. */
  public static ObjectNode annotations(ToolSpec<?, ?> spec) {
    ObjectNode annotations = JsonNodeFactory.instance.objectNode();
    boolean readOnly = spec.roles().contains(Role.VIEWER);
    annotations.put("readOnlyHint", readOnly);
    if (!readOnly) {
      annotations.put("destructiveHint", false);
      annotations.put("idempotentHint", spec.idempotent());
    }
    annotations.put("openWorldHint", false);
    annotations.put("critical", spec.critical());
    annotations.put("requiresConfirmation", spec.critical());
    ArrayNode roles = annotations.putArray("roles");
    spec.roles().stream().sorted().map(Role::wireName).forEach(roles::add);
    return annotations;
  }
}
