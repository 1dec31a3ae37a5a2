package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** COLD_JVM for a whole session. */
public class ColdJvmSession extends ColdJvm {
  /** Waits for the runs and checks them. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
  }
}
