package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model and the values that differ from its file: all that is needed to make the same run again,
 * in another process too.
 *
 * @param sha256 digest of the file
 * @param values full path to value, base unit
 */
public record RunRecipe(ModelSource source, String sha256, Map<String, Double> values) {
  public RunRecipe {
    values = new TreeMap<>(values);
  }

  /**
   * Opens the model anew and sets the values.
   *
   * @throws BridgeException {@code InvalidInput} when the file is gone or no model any more; {@code
   *     Conflict} when it is another one than before
   */
  public AdapterSession open(SimulationAdapter adapter) {
    AdapterSession session = adapter.open(source);
    if (!session.info().sha256().equals(sha256)) {
      throw BridgeException.conflict(
          "filePath",
          source.label() + " has changed: its SHA-256 is not " + sha256 + " any more",
          "load the changed file with load_simulation");
    }
    session.set(values);
    return session;
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("source", source.json());
    node.put("sha256", sha256);
    node.set("values", Json.tree(values));
    return node;
  }

  /** From {@link #json()}. */
  public static RunRecipe of(JsonNode node) {
    Map<String, Double> values = new TreeMap<>();
    node.path("values").properties().forEach(e -> values.put(e.getKey(), e.getValue().asDouble()));
    return new RunRecipe(
        ModelSource.of(node.path("source")), node.path("sha256").stringValue(), values);
  }
}
