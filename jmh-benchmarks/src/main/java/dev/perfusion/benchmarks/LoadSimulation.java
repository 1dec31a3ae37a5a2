package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.state.ColdCacheLoad;
import dev.perfusion.benchmarks.state.ColdJvm;
import dev.perfusion.benchmarks.state.LoadCaller;
import dev.perfusion.benchmarks.state.WarmLoad;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long until a model file can be worked with: the first file of a fresh process, a file that a
 * warm process has never seen, and a file whose compiled model it still holds?
 */
@Measures("load_simulation")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LoadSimulation {
  /** The first call of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public boolean coldJvm(ColdJvm state) {
    return state.calls().load();
  }

  /** A new file: read, checked and compiled. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public boolean coldCache(ColdCacheLoad state) {
    return state.loadUncached();
  }

  /** A known file under a new id. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public boolean warm(WarmLoad state) {
    return state.calls().load();
  }

  /** Several callers load a known file. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public boolean stress(LoadCaller state) {
    return state.calls().load();
  }
}
