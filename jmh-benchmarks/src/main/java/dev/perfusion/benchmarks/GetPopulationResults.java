package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.PopulationView;
import dev.perfusion.benchmarks.state.ColdCachePopulation;
import dev.perfusion.benchmarks.state.ColdJvmPopulation;
import dev.perfusion.benchmarks.state.PopulationReader;
import dev.perfusion.benchmarks.state.WarmPopulation;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to read a population: what get_population_results answers, then every chunk
 * that it names, to the last byte? The bytes of the chunks over the time that these took are the
 * rate of the step.
 */
@Measures("get_population_results")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GetPopulationResults {
  /** The first population of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public PopulationView coldJvm(ColdJvmPopulation state) {
    return state.calls().readPopulation();
  }

  /** The first reading of a population, the first of its model. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public PopulationView coldCache(ColdCachePopulation state) {
    return state.calls().readPopulation();
  }

  /** The same population again and again. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public PopulationView warm(WarmPopulation state) {
    return state.calls().readPopulation();
  }

  /** Several callers read the same population. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public PopulationView stress(PopulationReader state) {
    return state.readPopulation();
  }
}
