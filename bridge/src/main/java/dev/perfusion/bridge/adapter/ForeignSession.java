package dev.perfusion.bridge.adapter;

import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.pk.Dosing;
import java.util.List;
import java.util.Map;

/** A model that another engine runs; our reader tells what its quantities are. */
public abstract class ForeignSession implements AdapterSession {
  private final AdapterSession model;

  /**
   * @param model as our reader has it; keeps the values
   */
  protected ForeignSession(AdapterSession model) {
    this.model = model;
  }

  /** The model as our reader has it. */
  protected AdapterSession model() {
    return model;
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
    return model.value(path);
  }

  @Override
  public void set(Map<String, Double> values) {
    model.set(values);
  }

  @Override
  public Map<String, Double> changes() {
    return model.changes();
  }

  @Override
  public double molecularWeight(String path) {
    return model.molecularWeight(path);
  }

  @Override
  public Dependents dependents(String path) {
    return model.dependents(path);
  }

  @Override
  public Dosing dosing(String path) {
    return model.dosing(path);
  }
}
