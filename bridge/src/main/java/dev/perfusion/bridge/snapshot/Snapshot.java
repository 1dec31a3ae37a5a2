package dev.perfusion.bridge.snapshot;

import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of a simulation at one moment.
 *
 * @param snapshotId grows with time
 * @param hash SHA-256 of the canonical JSON of the state, hex
 */
public record Snapshot(
    String snapshotId, String simulationId, Instant createdAt, String hash, RunRecipe state) {
  private static final int SCHEMA_VERSION = 1;

  static Snapshot of(String snapshotId, String simulationId, Instant createdAt, RunRecipe state) {
    return new Snapshot(snapshotId, simulationId, createdAt, hash(simulationId, state), state);
  }

  private static ObjectNode state(String simulationId, RunRecipe recipe) {
    ObjectNode state = recipe.json();
    state.put("simulationId", simulationId);
    return state;
  }

  private static String hash(String simulationId, RunRecipe recipe) {
    return CanonicalJson.sha256(state(simulationId, recipe));
  }

  ObjectNode json() {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("schemaVersion", SCHEMA_VERSION);
    node.put("simulationId", simulationId);
    node.put("snapshotId", snapshotId);
    node.put("createdAt", createdAt.toString());
    node.put("hash", hash);
    node.set("state", state(simulationId, state));
    return node;
  }

  /**
   * From {@link #json()}.
   *
   * @throws BridgeException {@code Conflict} when the state is not what the hash says
   */
  static Snapshot of(JsonNode node) {
    Snapshot snapshot =
        new Snapshot(
            node.path("snapshotId").stringValue(),
            node.path("simulationId").stringValue(),
            Instant.parse(node.path("createdAt").stringValue()),
            node.path("hash").stringValue(),
            RunRecipe.of(node.path("state")));
    if (!hash(snapshot.simulationId, snapshot.state).equals(snapshot.hash)) {
      throw BridgeException.conflict(
          "snapshotId",
          "snapshot " + snapshot.snapshotId + " has been changed: its hash does not fit",
          "restore another snapshot");
    }
    return snapshot;
  }
}
