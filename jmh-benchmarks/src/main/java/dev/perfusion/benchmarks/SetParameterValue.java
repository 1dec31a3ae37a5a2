package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.state.Batch;
import dev.perfusion.benchmarks.state.Caller;
import dev.perfusion.benchmarks.state.ColdCache;
import dev.perfusion.benchmarks.state.ColdJvmWrite;
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

/** How long does it take to change one parameter, audit included? */
@Measures("set_parameter_value")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class SetParameterValue {
  /** The first call after a load in a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public double coldJvm(ColdJvmWrite state) {
    return state.calls().write();
  }

  /** The first write to a model that the bridge has just read. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public double coldCache(ColdCache state) {
    return state.calls().write();
  }

  /** Two values of one parameter in turn. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void warm(Warm state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().write());
    }
  }

  /** Several callers, each on a simulation of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void stress(Caller state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().write());
    }
  }
}
