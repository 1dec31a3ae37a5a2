package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * COLD_CACHE for tools that need a simulation: compiled code, but the measured call is the first of
 * its kind that works on a model that was read and compiled just before. What is known of the
 * model, such as the value to depart from, was read from an earlier copy of it.
 */
public class ColdCache extends ToolState {
  private ModelFiles models;

  @Override
  void prepare(ModelFiles models) {
    this.models = models;
    calls().loadTarget();
    calls().readBaseValue();
    calls().unloadTarget();
  }

  /** Loads a model that the bridge has never seen. */
  @Setup(Level.Invocation)
  public final void renew() {
    models.renew();
    requireCached(false, calls().loadTarget());
    use();
  }

  /** What happens to the model before the measured call. */
  void use() {
    // The measured call is the first one.
  }

  /** Waits for runs, checks them and forgets the simulation. */
  @TearDown(Level.Invocation)
  public final void settle() {
    calls().settle();
    calls().unloadTarget();
  }
}
