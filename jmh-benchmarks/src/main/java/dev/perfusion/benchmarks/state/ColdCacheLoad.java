package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/**
 * COLD_CACHE for loads: compiled code, and before each call a model file that the bridge has never
 * seen. Fits calls above 1 ms only.
 */
public class ColdCacheLoad extends ToolState {
  private ModelFiles models;

  @Override
  void prepare(ModelFiles models) {
    this.models = models;
  }

  /** Replaces the model file. */
  @Setup(Level.Invocation)
  public void renew() {
    models.renew();
  }

  /** Loads the model, which must not come from the cache. */
  public boolean loadUncached() {
    boolean cached = load();
    requireCached(false, cached);
    return cached;
  }
}
