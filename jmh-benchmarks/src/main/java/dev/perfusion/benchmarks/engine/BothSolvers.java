package dev.perfusion.benchmarks.engine;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.bridge.adapter.simmodel.OfficialSolver;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a run cost with our engine and with the official native solver, results fetched, in one
 * JVM? Both have the same model, the official one as SimModel XML of our writer. Needs the official
 * libraries: {@code -Dperfusion.ospsuite.libs=FOLDER} with {@code -jvmArgs}, or OSPSUITE_LIBS.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BothSolvers {
  /** Path of a model file, or {@code demo}. */
  @Param(ModelFile.DEMO)
  public String model;

  private SimulationRun run;
  private OfficialSolver solver;
  private OfficialSolver.Loaded loaded;

  /** Loads the model into both. */
  @Setup
  public void load() throws IOException {
    run = Simulation.of(ModelFile.of(model).read()).newRun();
    run.compile();
    solver =
        OfficialSolver.load(
            NativeSimModel.folder()
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            NativeSimModel.VARIABLE
                                + " names no folder with the libraries of the official solver;"
                                + " set it (docs/adapters.md, Official solver), or measure our"
                                + " engine alone: jmh EngineRuns")));
    loaded = solver.load(run);
  }

  /** Frees the native model. */
  @TearDown
  public void unload() {
    solver.unload(loaded);
    solver.close();
  }

  /** From the start values to the stored results, by our engine. */
  @Benchmark
  public Results ours() {
    return run.execute();
  }

  /** From the start values to the fetched results, by the official solver. */
  @Benchmark
  public Results official() {
    return solver.run(loaded, RunControl.NONE);
  }
}
