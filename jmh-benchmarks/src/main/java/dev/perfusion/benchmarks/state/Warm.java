package dev.perfusion.benchmarks.state;

/**
 * WARM: the simulation is loaded, every tool has been called, one run is over. What remains, the
 * JMH warm-up iterations do.
 */
public class Warm extends ToolState {
  private static final int ROUNDS = 3;

  @Override
  void prepare(ModelFiles models) {
    loadTarget();
    readBaseValue();
    for (int i = 0; i < ROUNDS; i++) {
      read();
      alternateValue();
      submitAndAwaitEnd();
      settleRun();
    }
    requireCached(true, load());
  }
}
