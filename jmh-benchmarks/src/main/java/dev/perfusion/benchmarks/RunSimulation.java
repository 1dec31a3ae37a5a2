package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.state.ColdCache;
import dev.perfusion.benchmarks.state.ColdJvmRun;
import dev.perfusion.benchmarks.state.RunCaller;
import dev.perfusion.benchmarks.state.WarmRun;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long from the submission of a run until its caller, who polls every 0.1 ms, sees that it has
 * succeeded? The same runs tell, by an own recorder, how long until the caller sees that a worker
 * has taken the job: step {@code run_simulation.queue_wait}.
 */
@Measures(value = "run_simulation", recorded = "run_simulation.queue_wait")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RunSimulation {
  /** The first run of a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public JobView coldJvm(ColdJvmRun state) {
    return state.calls().run();
  }

  /** The first run of a model in a warm process. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView coldCache(ColdCache state) {
    return state.calls().run();
  }

  /** Runs of one simulation, with a changed value each. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView warm(WarmRun state) {
    return state.calls().run();
  }

  /** Several callers, each with a simulation of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView stress(RunCaller state) {
    return state.calls().run();
  }
}
