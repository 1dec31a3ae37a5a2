package dev.perfusion.benchmarks.profile;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.record.FlameGraph;
import dev.perfusion.benchmarks.record.ForkRecord;
import dev.perfusion.benchmarks.record.ForkRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * JMH profiler that writes one flame graph per benchmark, of the process that does the work: this
 * fork, or the server that an HTTP benchmark talks to. It samples from the first to the last
 * measured iteration, or to the end of a process that ends with the benchmark.
 *
 * <p>Use: {@code -prof dev.perfusion.benchmarks.profile.FlameGraphProfiler}, with one fork and at
 * least one warm-up iteration, because the server is only known once the benchmark is set up. A
 * profiled fork is slower; its latencies are not to be used.
 *
 * <p>The profiler that JMH brings cannot load the library from async-profiler's Maven artefact.
 */
public final class FlameGraphProfiler implements InternalProfiler {
  private final ProfileKind kind;
  private Optional<FlameGraphRecording> recording = Optional.empty();
  private boolean finished;
  private int measured;

  /** A CPU profile. */
  public FlameGraphProfiler() {
    this("");
  }

  /**
   * A profile.
   *
   * @param kind as {@link ProfileKind#named} takes it; empty for cpu. JMH passes what stands behind
   *     the class and a colon.
   */
  public FlameGraphProfiler(String kind) {
    this.kind = kind.isEmpty() ? ProfileKind.CPU : ProfileKind.named(kind);
  }

  @Override
  public String getDescription() {
    return "Flame graph of the process that does the work (async-profiler)";
  }

  @Override
  public synchronized void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (iteration.getType() != IterationType.MEASUREMENT || recording.isPresent()) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory(BenchSettings.ofThisJvm().workspace(), "profiler");
      Path library = AsyncProfilerLibrary.extractTo(folder);
      long pid = WorkProcess.pid();
      recording = Optional.of(FlameGraphRecording.start(ProfiledJvm.of(pid, library), pid, kind));
      WorkProcess.beforeEnd(() -> finish(benchmark));
      // Deleted in reverse order.
      folder.toFile().deleteOnExit();
      library.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot extract async-profiler", e);
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    if (iteration.getType() == IterationType.MEASUREMENT
        && ++measured == benchmark.getMeasurement().getCount()) {
      finish(benchmark);
    }
    return List.of();
  }

  private synchronized void finish(BenchmarkParams benchmark) {
    if (finished) {
      return;
    }
    finished = true;
    BenchSettings settings = BenchSettings.ofThisJvm();
    String key = BenchmarkKeys.title(benchmark, settings.model());
    String title = kind == ProfileKind.CPU ? key : key + " " + kind.wireName();
    try {
      FlameGraph graph =
          recording
              .orElseThrow()
              .stop(settings.flameGraphs(), BenchmarkKeys.fileName(title), title);
      if (settings.records().isPresent()) {
        new ForkRecords(settings.records().get()).write(ForkRecord.profiled(key, graph));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the flame graph of " + title, e);
    }
  }
}
