package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.MirroredHeaders;
import dev.perfusion.bridge.mcp.ToolHandler;
import dev.perfusion.bridge.mcp.ToolSource;
import dev.perfusion.bridge.security.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools of the fixtures by name. */
final class FixtureTools implements ToolSource {
  private final Map<String, Fixture> byName = new LinkedHashMap<>();

  /** A tool that can be listed and called. */
  private record Fixture(
      String description,
      ObjectNode inputSchema,
      Function<McpRequest, Outcome> work,
      MirroredHeaders mirrored)
      implements ToolHandler {
    @Override
    public Outcome call(McpRequest request) {
      return work.apply(request);
    }
  }

  /** A tool that answers at once. */
  void add(
      String name, String description, ObjectNode schema, Function<McpRequest, ObjectNode> work) {
    addOutcome(
        name, description, schema, request -> new ToolHandler.Outcome.Done(work.apply(request)));
  }

  /** A tool that answers or begins a task. */
  void addOutcome(
      String name,
      String description,
      ObjectNode schema,
      Function<McpRequest, ToolHandler.Outcome> work) {
    byName.put(name, new Fixture(description, schema, work, MirroredHeaders.of(schema)));
  }

  /** The schema of a tool without arguments. */
  static ObjectNode noArguments() {
    ObjectNode schema = Messages.object().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  /** The schema of a tool with one argument. */
  static ObjectNode argument(String name, String type) {
    ObjectNode schema = noArguments();
    ((ObjectNode) schema.get("properties")).putObject(name).put("type", type);
    return schema;
  }

  @Override
  public void list(Identity caller, ArrayNode tools) {
    byName.forEach(
        (name, fixture) ->
            tools
                .addObject()
                .put("name", name)
                .put("description", fixture.description())
                .set("inputSchema", fixture.inputSchema()));
  }

  @Override
  public Optional<ToolHandler> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
