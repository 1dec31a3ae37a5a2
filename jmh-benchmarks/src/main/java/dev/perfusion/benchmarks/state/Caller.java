package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** STRESS: one of several callers, with a connection and a simulation of its own, as WARM has. */
@State(Scope.Thread)
public class Caller {
  private Workload calls;

  /** Connects and prepares. */
  @Setup(Level.Trial)
  public final void open(Stress shared) {
    calls = shared.newCaller();
    prepare(shared);
  }

  /** What happens before the first call. */
  void prepare(Stress shared) {
    calls.warmUp();
  }

  /** The calls. */
  public final Workload calls() {
    return calls;
  }
}
