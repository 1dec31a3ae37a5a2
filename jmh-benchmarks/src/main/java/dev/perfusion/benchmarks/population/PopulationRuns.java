package dev.perfusion.benchmarks.population;

import dev.perfusion.bridge.population.store.Manifest;
import java.io.IOException;
import java.nio.file.Path;
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
 * How long does a population take, from drawing its individuals to the last file on the disk? One
 * call is a whole population; the first in a JVM also compiles, the next are warm.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class PopulationRuns {
  /** Path of the file of POPsim, or {@code demo}. */
  @Param(PopulationCase.DEMO)
  public String model;

  /** The repository, for the committed workload. */
  @Param(".")
  public String root;

  /** Individuals. */
  @Param("1000")
  public int subjects;

  /** Runs of each. */
  @Param("10")
  public int replicates;

  /** Workers. */
  @Param("2")
  public int threads;

  private PopulationCase population;

  /** Loads the model. */
  @Setup
  public void load() throws IOException {
    population = PopulationCase.load(model, Path.of(root));
  }

  /** A population; with the deletion of its folder, some milliseconds. */
  @Benchmark
  public Manifest population() throws IOException {
    return population.run(subjects, replicates, threads, nanos -> {});
  }
}
