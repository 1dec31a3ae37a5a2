package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.state.Caller;
import dev.perfusion.benchmarks.state.ColdCacheRan;
import dev.perfusion.benchmarks.state.ColdJvmRan;
import dev.perfusion.benchmarks.state.Warm;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** How long do the PK parameters of all outputs take? */
@Measures("calculate_pk_parameters")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CalculatePkParameters {
  /** The first look at a result, the first of its model. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public int coldCache(ColdCacheRan state) {
    return state.calls().pkParameters();
  }

  /** A result in memory. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public int warm(Warm state) {
    return state.calls().pkParameters();
  }

  /** The first look at the result of the first run of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public int coldJvm(ColdJvmRan state) {
    return state.calls().pkParameters();
  }

  /** Several callers, each with a result of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public int stress(Caller state) {
    return state.calls().pkParameters();
  }
}
