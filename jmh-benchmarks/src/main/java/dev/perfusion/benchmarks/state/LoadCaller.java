package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** STRESS for loads; see {@link WarmLoad}. */
public class LoadCaller extends Caller {
  /** Undoes a load. */
  @TearDown(Level.Invocation)
  public void tidy() {
    calls().unloadLatest();
  }
}
