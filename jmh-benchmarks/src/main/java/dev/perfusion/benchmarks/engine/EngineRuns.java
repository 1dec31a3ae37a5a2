package dev.perfusion.benchmarks.engine;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
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
 * How long does a whole run take when its model is compiled, in both tiers? With {@code -prof gc}:
 * what does it allocate besides its results?
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class EngineRuns {
  /** Path of a model file, or {@code demo}. */
  @Param(ModelFile.DEMO)
  public String model;

  /** How the code runs. */
  @Param public Tier tier;

  private SimulationRun run;

  /** Loads and compiles the model. */
  @Setup
  public void load() throws IOException {
    Simulation simulation = Simulation.of(ModelFile.of(model).read());
    simulation.setBackgroundCode(false);
    run = simulation.newRun();
    run.compile();
    if (tier == Tier.GENERATED) {
      run.generateCode();
    }
  }

  /** From the start values to the stored results. */
  @Benchmark
  public Results execute() {
    return run.execute();
  }
}
