package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/**
 * WARM for loads. Each is undone: once the bridge holds as many simulations as it may, a load would
 * also be charged with pushing out another one.
 */
public class WarmLoad extends Warm {
  /** Undoes a load. */
  @TearDown(Level.Invocation)
  public void tidy() {
    calls().unloadLatest();
  }
}
