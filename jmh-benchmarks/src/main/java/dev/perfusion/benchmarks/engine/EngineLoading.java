package dev.perfusion.benchmarks.engine;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Model;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long do the steps from a file to code take in a warm JVM: reading, compiling the first tier,
 * generating bytecode?
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class EngineLoading {
  /** Path of a model file, or {@code demo}. */
  @Param(ModelFile.DEMO)
  public String model;

  private ModelFile file;
  private Model flat;

  /** A model that is compiled, anew for each call. */
  @State(Scope.Thread)
  public static class Compiled {
    private SimulationRun run;

    /** Loads and compiles; generating takes milliseconds, so timing each call by itself is safe. */
    @Setup(Level.Invocation)
    public void compile(EngineLoading loading) {
      run = Simulation.of(loading.flat).newRun();
      run.compile();
    }
  }

  /** Reads the file into memory. */
  @Setup
  public void open() throws IOException {
    file = ModelFile.of(model);
    flat = file.read();
  }

  /** From the bytes of the file to the flat model. */
  @Benchmark
  public Model read() throws IOException {
    return file.read();
  }

  /** From the flat model to the first tier. */
  @Benchmark
  public Simulation compile() {
    Simulation simulation = Simulation.of(flat);
    simulation.compile();
    return simulation;
  }

  /** From the first tier to bytecode. */
  @Benchmark
  public SimulationRun generate(Compiled compiled) {
    compiled.run.generateCode();
    return compiled.run;
  }
}
