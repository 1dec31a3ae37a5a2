package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.ResultsBytes;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.pk.Dosing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A model in worker processes, with values that are kept on this side. */
final class RemoteSession implements AdapterSession {
  private final RemoteModel model;
  private Map<String, Double> values;

  RemoteSession(RemoteModel model, Map<String, Double> values) {
    this.model = model;
    this.values = values;
  }

  @Override
  public ModelInfo info() {
    return model.info();
  }

  @Override
  public List<QuantityInfo> quantities() {
    return model.quantities();
  }

  @Override
  public QuantityInfo quantity(String path) {
    return model.quantity(path);
  }

  @Override
  public double value(String path) {
    return ByteBuffer.wrap(model.ask(Op.VALUE, values, path)).getDouble();
  }

  @Override
  public void set(Map<String, Double> numbers) {
    JsonNode changed = Json.mapper().readTree(model.ask(Op.SET, values, numbers));
    Map<String, Double> next = new TreeMap<>();
    changed.properties().forEach(e -> next.put(e.getKey(), e.getValue().doubleValue()));
    values = Map.copyOf(next);
  }

  @Override
  public Map<String, Double> changes() {
    return new TreeMap<>(values);
  }

  @Override
  public double molecularWeight(String path) {
    return ByteBuffer.wrap(model.ask(Op.WEIGHT, values, path)).getDouble();
  }

  @Override
  public Dependents dependents(String path) {
    JsonNode node = Json.mapper().readTree(model.ask(Op.DEPENDENTS, values, path));
    return new Dependents(quantities(node.path("direct")), quantities(node.path("all")));
  }

  private List<QuantityInfo> quantities(JsonNode positions) {
    List<QuantityInfo> found = new ArrayList<>();
    positions.forEach(position -> found.add(model.quantities().get(position.intValue())));
    return found;
  }

  @Override
  public Dosing dosing(String path) {
    return Json.mapper().readValue(model.ask(Op.DOSING, values, path), Dosing.class);
  }

  @Override
  public AdapterSession copy() {
    return new RemoteSession(model, values);
  }

  @Override
  public PreparedRun prepare() {
    byte[] question = Json.bytes(model.question(values));
    return control ->
        ResultsBytes.read(ByteBuffer.wrap(model.pool().run(model.key(), question, control)));
  }
}
