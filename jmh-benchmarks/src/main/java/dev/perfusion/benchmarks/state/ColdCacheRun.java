package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** COLD_CACHE for runs: each is the first of a model that was read and compiled just before. */
public class ColdCacheRun extends ToolState {
  private ModelFiles models;

  @Override
  void prepare(ModelFiles models) {
    this.models = models;
  }

  /** Loads a model that the bridge has never seen. */
  @Setup(Level.Invocation)
  public void renew() {
    models.renew();
    requireCached(false, calls().loadTarget());
  }

  /** Waits for the run and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
    calls().unloadTarget();
  }
}
