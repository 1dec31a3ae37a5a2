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

/** How long does a page of a result take: 100 points of each series? */
@Measures("get_results")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GetResults {
  /** The first look at a result, the first of its model. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public long coldCache(ColdCacheRan state) {
    return state.calls().resultPage();
  }

  /** A result in memory. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public long warm(Warm state) {
    return state.calls().resultPage();
  }

  /** The first look at the result of the first run of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public long coldJvm(ColdJvmRan state) {
    return state.calls().resultPage();
  }

  /** Several callers, each with a result of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public long stress(Caller state) {
    return state.calls().resultPage();
  }
}
