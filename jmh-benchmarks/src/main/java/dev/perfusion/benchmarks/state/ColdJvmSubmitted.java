package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** COLD_JVM for the first look at a job that has just been submitted. */
public class ColdJvmSubmitted extends ColdJvmLoaded {
  @Override
  void prepare(ModelFiles models) {
    super.prepare(models);
    calls().submit();
  }

  /** Waits for the run and checks it. */
  @TearDown(Level.Trial)
  public void settle() {
    calls().settle();
  }
}
