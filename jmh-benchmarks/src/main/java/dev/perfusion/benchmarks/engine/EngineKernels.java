package dev.perfusion.benchmarks.engine;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does the integrator wait for each of its kernels, in both tiers? At a point of a real
 * trajectory, where branches go as they do in a run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class EngineKernels {
  /** Path of a model file, or {@code demo}. */
  @Param(ModelFile.DEMO)
  public String model;

  /** How the code runs. */
  @Param public Tier tier;

  private Kernels kernels;

  /** Compiles the model and goes some steps. */
  @Setup
  public void compile() throws IOException {
    kernels = new Kernels(ModelFile.of(model).read(), tier);
  }

  /** Right-hand sides. */
  @Benchmark
  public double[] rhs() {
    return kernels.rhs();
  }

  /** Entries of the Jacobian. */
  @Benchmark
  public double[] jacobian() {
    return kernels.jacobian();
  }

  /** Numeric factorisation of the iteration matrix. */
  @Benchmark
  public boolean factorise() {
    return kernels.factorise();
  }

  /** Forward and back substitution, and a copy of the right-hand side. */
  @Benchmark
  public double[] solve() {
    return kernels.solve();
  }

  /** All stored quantities of one output time. */
  @Benchmark
  public double[] outputs() {
    return kernels.outputs();
  }
}
