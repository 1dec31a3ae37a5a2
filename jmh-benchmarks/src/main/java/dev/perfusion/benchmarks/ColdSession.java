package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.state.ColdJvmSession;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does the first session in a fresh process take, and each of its calls: load, read,
 * write, run to the end, status, result, PK parameters, a small population to the end, its results?
 * Each is the first call of its tool in the process and gives one sample per fork, as in the
 * single-tool benchmarks, for a ninth of the forks.
 */
@Measures(
    value = "session",
    recorded = {
      "load_simulation",
      "get_parameter_value",
      "set_parameter_value",
      "run_simulation.queue_wait",
      "run_simulation",
      "get_job_status",
      "get_results",
      "calculate_pk_parameters",
      "run_population_simulation.queue_wait",
      "run_population_simulation",
      "get_population_results"
    })
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(10)
public class ColdSession {
  /** The whole session. */
  @Benchmark
  public void coldJvm(ColdJvmSession state) {
    state.calls().session();
  }
}
