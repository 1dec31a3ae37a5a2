package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** COLD_JVM for the first run, or population, of a simulation; a value of it has been read. */
public class ColdJvmRun extends ColdJvmWrite {
  /** Waits for the run and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
  }
}
