package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.state.ColdCache;
import dev.perfusion.benchmarks.state.ColdJvmRun;
import dev.perfusion.benchmarks.state.PopulationCaller;
import dev.perfusion.benchmarks.state.WarmPopulationRun;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long from the submission of a population until its caller sees that it has succeeded, with
 * all its files on the disk? How long until a worker has taken it is the step {@code
 * run_population_simulation.queue_wait}. Who is in it: see {@code PopulationWorkload}.
 */
@Measures(value = "run_population_simulation", recorded = "run_population_simulation.queue_wait")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RunPopulationSimulation {
  /** The first population of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public JobView coldJvm(ColdJvmRun state) {
    return state.calls().runPopulation();
  }

  /** The first population of a model that the bridge has just read. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView coldCache(ColdCache state) {
    return state.calls().runPopulation();
  }

  /** Populations of one simulation. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView warm(WarmPopulationRun state) {
    return state.calls().runPopulation();
  }

  /** Several callers, each with a population of its own: one each. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(1)
  public JobView stress(PopulationCaller state) {
    return state.calls().runPopulation();
  }
}
