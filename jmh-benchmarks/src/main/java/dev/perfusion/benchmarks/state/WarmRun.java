package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * WARM for runs: before each the chosen parameter changes, after each the run is checked.
 *
 * <p>{@code Level.Invocation} costs a time stamp per call. Sample mode takes that stamp anyway, and
 * a run lasts long beside it.
 */
public class WarmRun extends Warm {
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
