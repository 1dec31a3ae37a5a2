package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** STRESS for runs; see {@link WarmRun}. */
public class RunCaller extends Caller {
  /** Changes a value, so that no two runs in a row are the same. */
  @Setup(Level.Invocation)
  public void change() {
    calls().write();
  }

  /** Waits for the run and checks it. */
  @TearDown(Level.Invocation)
  public void settle() {
    calls().settle();
  }
}
