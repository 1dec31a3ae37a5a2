package dev.perfusion.benchmarks;

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
  /** A result in memory. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public int warm(Warm state) {
    return state.pkParameters();
  }
}
