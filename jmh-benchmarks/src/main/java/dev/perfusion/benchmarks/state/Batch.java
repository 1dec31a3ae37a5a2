package dev.perfusion.benchmarks.state;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Calls per timed sample: {@code -opi}, 1 unless given.
 *
 * <p>Below about 50 us per sample JMH times only some of the calls and gives rare long ones too
 * much weight (SampleBuffer halves all counts above 1), so calls that short are timed in batches.
 * The distribution is then that of batch means, which has a shorter tail than that of the calls.
 */
@State(Scope.Benchmark)
public class Batch {
  private int size;

  /** Takes the size over from the JMH options. */
  @Setup
  public void read(BenchmarkParams params) {
    size = params.getOpsPerInvocation();
  }

  /** Calls per sample. */
  public int size() {
    return size;
  }
}
