package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** WARM for populations: after each its runs are checked. */
public class WarmPopulationRun extends ToolState {
  @Override
  void prepare(ModelFiles models) {
    calls().loadTarget();
    calls().readBaseValue();
    calls().runPopulation();
    calls().settle();
  }

  /** Waits for the population and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
  }
}
