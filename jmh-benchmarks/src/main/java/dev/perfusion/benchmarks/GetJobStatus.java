package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.state.Batch;
import dev.perfusion.benchmarks.state.Caller;
import dev.perfusion.benchmarks.state.ColdCacheSubmitted;
import dev.perfusion.benchmarks.state.ColdJvmSubmitted;
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

/** How long does it take to ask for the status of a job? */
@Measures("get_job_status")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class GetJobStatus {
  /** The first look at a job that was just submitted, in a fresh process. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public JobView coldJvm(ColdJvmSubmitted state) {
    return state.calls().status();
  }

  /** The first look at a job that was just submitted, the first of its model. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public JobView coldCache(ColdCacheSubmitted state) {
    return state.calls().status();
  }

  /** A job that has succeeded. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void warm(Warm state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().status());
    }
  }

  /** Several callers, each on a simulation of its own. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public void stress(Caller state, Batch batch, Blackhole blackhole) {
    for (int i = 0; i < batch.size(); i++) {
      blackhole.consume(state.calls().status());
    }
  }
}
