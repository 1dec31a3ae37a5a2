package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** STRESS for populations: each caller runs one of its own simulation. */
public class PopulationCaller extends Caller {
  @Override
  void prepare(Stress shared) {
    calls().loadTarget();
    calls().readBaseValue();
  }

  /** Waits for the population and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
  }
}
