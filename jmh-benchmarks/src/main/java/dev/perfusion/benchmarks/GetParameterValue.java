package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.state.Batch;
import dev.perfusion.benchmarks.state.Caller;
import dev.perfusion.benchmarks.state.ColdCache;
import dev.perfusion.benchmarks.state.ColdJvmLoaded;
import dev.perfusion.benchmarks.state.Warm;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** How long does it take to read one parameter? */
@Measures("get_parameter_value")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GetParameterValue {
  /** The first call after a load in a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public double coldJvm(ColdJvmLoaded state) {
    return state.calls().read();
  }

  /** The first read of a model that the bridge has just read. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public double coldCache(ColdCache state) {
    return state.calls().read();
  }

  /** The same parameter again and again. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void warm(Warm state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().read());
    }
  }

  /** Several callers, each on a simulation of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void stress(Caller state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().read());
    }
  }
}
