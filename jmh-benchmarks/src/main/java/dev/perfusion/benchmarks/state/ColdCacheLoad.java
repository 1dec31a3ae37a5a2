package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

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

  /** Undoes a load; see {@link WarmLoad}. */
  @TearDown(Level.Invocation)
  public void tidy() {
    calls().unloadLatest();
  }

  /** Loads the model, which must not come from the cache. */
  public boolean loadUncached() {
    boolean cached = calls().load();
    requireCached(false, cached);
    return cached;
  }
}
