package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** COLD_JVM for the first run of a simulation. */
public class ColdJvmRun extends ColdJvmLoaded {
  /** Waits for the run and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    settleRun();
  }
}
