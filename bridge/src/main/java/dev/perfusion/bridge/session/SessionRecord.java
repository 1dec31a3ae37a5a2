package dev.perfusion.bridge.session;

import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session as it outlives the process.
 *
 * @param info what is known of the model
 * @param changedAt full path to the moment when a caller last set it
 * @param version grows with each change
 */
public record SessionRecord(
    String simulationId,
    RunRecipe recipe,
    ModelInfo info,
    Instant createdAt,
    Map<String, Instant> changedAt,
    long version) {
  private static final double MS_PER_SECOND = 1e3;

  public SessionRecord {
    changedAt = new TreeMap<>(changedAt);
  }

  /**
   * As JSON; {@code handle}, {@code metadata} and the times in seconds are what the predecessor
   * writes.
   */
  public ObjectNode json(Instant lastAccessed) {
    ObjectNode node = Json.mapper().createObjectNode();
    ObjectNode handle = node.putObject("handle");
    handle.put("simulation_id", simulationId);
    handle.put("file_path", recipe.source().label());
    handle.putObject("metadata");
    node.putObject("metadata");
    node.put("created_at", createdAt.toEpochMilli() / MS_PER_SECOND);
    node.put("last_accessed", lastAccessed.toEpochMilli() / MS_PER_SECOND);
    node.put("createdAt", createdAt.toString());
    node.put("version", version);
    node.set("recipe", recipe.json());
    node.set("model", Json.tree(info));
    ObjectNode changed = node.putObject("changedAt");
    changedAt.forEach((path, moment) -> changed.put(path, moment.toString()));
    return node;
  }

  /** From {@link #json}. */
  public static SessionRecord of(JsonNode node) {
    Map<String, Instant> changed = new TreeMap<>();
    node.path("changedAt")
        .properties()
        .forEach(e -> changed.put(e.getKey(), Instant.parse(e.getValue().stringValue())));
    return new SessionRecord(
        node.path("handle").path("simulation_id").stringValue(),
        RunRecipe.of(node.path("recipe")),
        Json.mapper().treeToValue(node.path("model"), ModelInfo.class),
        Instant.parse(node.path("createdAt").stringValue()),
        changed,
        node.path("version").longValue());
  }
}
