package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.QuantityInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What this side knows of a model whose engine is elsewhere; fetched when first needed. */
final class RemoteModel {
  private final WorkerPool pool;
  private final ModelSource source;
  private final ModelInfo info;
  private final Quantities quantities;

  /** Shared by all that have the same file. */
  private static final class Quantities {
    private List<QuantityInfo> all;
    private Map<String, QuantityInfo> byPath;
  }

  /**
   * @param known the same model as opened before; null for none
   */
  RemoteModel(WorkerPool pool, ModelSource source, ModelInfo info, RemoteModel known) {
    this.pool = pool;
    this.source = source;
    this.info = info;
    this.quantities = known == null ? new Quantities() : known.quantities;
  }

  ModelInfo info() {
    return info;
  }

  RunRecipe recipe(Map<String, Double> values) {
    return new RunRecipe(source, info.sha256(), values);
  }

  byte[] ask(Op op, Map<String, Double> values, String path) {
    return pool.ask(key(), op, Json.bytes(question(values).put("path", path)), Cancellation.NEVER);
  }

  byte[] ask(Op op, Map<String, Double> values, Map<String, Double> numbers) {
    ObjectNode question = question(values);
    question.set("values", Json.tree(numbers));
    return pool.ask(key(), op, Json.bytes(question), Cancellation.NEVER);
  }

  ObjectNode question(Map<String, Double> values) {
    ObjectNode question = Json.mapper().createObjectNode();
    question.set("recipe", recipe(values).json());
    return question;
  }

  /** What workers have in common that hold this model. */
  String key() {
    return info.sha256();
  }

  WorkerPool pool() {
    return pool;
  }

  List<QuantityInfo> quantities() {
    synchronized (quantities) {
      if (quantities.all == null) {
        QuantityInfo[] all =
            Json.mapper().readValue(ask(Op.QUANTITIES, Map.of(), ""), QuantityInfo[].class);
        quantities.byPath = new HashMap<>();
        for (QuantityInfo one : all) {
          quantities.byPath.put(one.path(), one);
          quantities.byPath.put(one.fullPath(), one);
        }
        quantities.all = List.of(all);
      }
      return quantities.all;
    }
  }

  QuantityInfo quantity(String path) {
    quantities();
    QuantityInfo known = quantities.byPath.get(path);
    // The engine knows how paths may be written otherwise, and which come close to a wrong one.
    return known != null
        ? known
        : Json.mapper().readValue(ask(Op.QUANTITY, Map.of(), path), QuantityInfo.class);
  }
}
