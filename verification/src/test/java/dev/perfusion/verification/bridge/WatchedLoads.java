package dev.perfusion.verification.bridge;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;

/** Our engine, and something that happens before each load of a model, on the loading thread. */
final class WatchedLoads implements SimulationAdapter {
  private final InProcessAdapter engine = new InProcessAdapter(1, 30_000);
  private final Runnable beforeLoad;

  WatchedLoads(Runnable beforeLoad) {
    this.beforeLoad = beforeLoad;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public AdapterHealth health() {
    return engine.health();
  }

  @Override
  public boolean runsPopulations() {
    return engine.runsPopulations();
  }

  @Override
  public AdapterSession open(ModelSource source, Cancellation cancellation) {
    beforeLoad.run();
    return engine.open(source, cancellation);
  }

  @Override
  public void clearModelCache() {
    engine.clearModelCache();
  }

  @Override
  public void close() {
    engine.close();
  }
}
