package dev.perfusion.bridge.adapter.simmodel;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ForeignSession;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.engine.SimulationRun;

/** A model of our reader that the official solver runs. */
final class SimModelSession extends ForeignSession {
  private final SimModelAdapter adapter;

  SimModelSession(SimModelAdapter adapter, AdapterSession model) {
    super(model);
    this.adapter = adapter;
  }

  @Override
  public AdapterSession copy() {
    return new SimModelSession(adapter, model().copy());
  }

  @Override
  public PreparedRun prepare() {
    SimulationRun run = model().engineRun();
    String sha256 = model().info().sha256();
    return control -> adapter.run(sha256, run, control);
  }
}
