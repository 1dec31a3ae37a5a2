package dev.perfusion.benchmarks.state;

/**
 * WARM: the simulation is loaded, every tool of a single run has been called, one run is over. What
 * remains, the JMH warm-up iterations do.
 */
public class Warm extends ToolState {
  @Override
  void prepare(ModelFiles models) {
    calls().warmUp();
    requireCached(true, calls().load());
    calls().unloadLatest();
  }
}
