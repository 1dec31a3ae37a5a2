package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.SnapshotSimulation;
import io.javalin.config.RoutesConfig;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The snapshots of a simulation. */
final class SnapshotRoutes {
  private static final String PATH = "/get_simulation_snapshot";

  private final Bridge bridge;
  private final Pipeline pipeline;

  SnapshotRoutes(Bridge bridge, Pipeline pipeline) {
    this.bridge = bridge;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, pipeline.known("GET", PATH, this::list));
  }

  private void list(Exchange exchange) {
    String id =
        exchange
            .queryParameter("simulationId")
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    BridgeException.invalid(
                        "simulationId",
                        "query parameter \"simulationId\" is missing",
                        "GET " + PATH + "?simulationId=..."));
    List<SnapshotSimulation.View> all =
        bridge.snapshots().list(id).stream().map(SnapshotSimulation.View::of).toList();
    ObjectNode reply = Json.mapper().createObjectNode();
    reply.set("snapshots", Json.tree(all));
    reply.set("latestSnapshot", Json.tree(all.isEmpty() ? null : all.get(0)));
    exchange.reply(200, reply);
  }
}
