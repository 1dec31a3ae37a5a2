package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.benchmarks.profile.WorkProcess;
import dev.perfusion.benchmarks.record.ForkRecord;
import dev.perfusion.benchmarks.record.ForkRecords;
import dev.perfusion.benchmarks.record.ResourceSampler;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A bridge, a way to reach it, and a watch on the process that does the work, for one fork. The
 * subclasses say what has happened before a measured call.
 */
@State(Scope.Benchmark)
public abstract class ToolState {
  /** How the tool is reached; see {@link Transport}. */
  @Param({"inprocess", "rest", "mcp"})
  public String transport;

  private BenchSettings settings;
  private StepKey key;
  private Path folder;
  private ToolPath path;
  private ResourceSampler sampler;
  private boolean measuring;
  private Workload workload;
  private String jobId;
  private String resultsId;

  /** Starts the bridge. */
  @Setup(Level.Trial)
  public final void open(BenchmarkParams params) throws IOException {
    settings = BenchSettings.ofThisJvm();
    key = BenchmarkKeys.of(params, settings.model());
    folder = Files.createTempDirectory(settings.workspace(), "fork");
    ModelFiles models = ModelFiles.copyTo(folder.resolve("models"), settings.model());
    CompletableFuture<Void> prepared = CompletableFuture.runAsync(ResourceSampler::prepare);
    if (key.transport() == Transport.INPROCESS) {
      // A bridge that starts here would compete for the processors and for the logger.
      prepared.join();
    }
    path = openPath();
    prepared.join();
    WorkProcess.announce(path.pid());
    workload = new Workload(path, models);
    sampler = ResourceSampler.start(path.pid());
    prepare(models);
  }

  private ToolPath openPath() throws IOException {
    boolean mayShare =
        key.transport() != Transport.INPROCESS
            && key.phase() != Phase.COLD_JVM
            && settings.server().isPresent();
    return mayShare
        ? ToolPaths.connect(key.transport(), settings.server().get())
        : ToolPaths.open(
            key.transport(),
            settings.serverJar(),
            folder.resolve("models"),
            Files.createDirectories(folder.resolve("state")));
  }

  /** What happens between the start of the bridge and the first call. */
  abstract void prepare(ModelFiles models);

  /** The first measured iteration begins: what came before was warm-up. */
  @Setup(Level.Iteration)
  public final void beginMeasuring(BenchmarkParams params, IterationParams iteration) {
    boolean warmedUp = params.getWarmup().getCount() > 0;
    if (!measuring && warmedUp && iteration.getType() == IterationType.MEASUREMENT) {
      measuring = true;
      sampler.close();
      sampler = ResourceSampler.start(path.pid());
      workload.forget();
    }
  }

  /** Writes down what the fork knows and stops the bridge. */
  @TearDown(Level.Trial)
  public final void close(BenchmarkParams params) throws IOException {
    try {
      if (settings.records().isPresent()) {
        ForkRecord fork =
            new ForkRecord(
                key.toString(),
                sampler.stop(),
                workload.jobs(),
                workload.recorded(),
                params.getOpsPerInvocation(),
                workload.parameter(),
                null);
        new ForkRecords(settings.records().get()).write(fork);
      }
    } finally {
      sampler.close();
      path.close();
      deleteFolder();
    }
  }

  private void deleteFolder() throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : found) {
      Files.deleteIfExists(file);
    }
  }

  final void loadTarget() {
    workload.loadTarget(settings.parameter().orElse(null));
  }

  /** Loads the target anew and checks that the bridge had to read and compile it. */
  final void loadTargetUncached() {
    requireCached(false, workload.loadTarget(settings.parameter().orElse(null)));
  }

  final void requireCached(boolean wanted, boolean cached) {
    if (wanted != cached) {
      throw new IllegalStateException(
          key + " needs a model " + (wanted ? "from" : "outside") + " the cache of the bridge");
    }
  }

  final void alternateValue() {
    workload.write();
  }

  final void readBaseValue() {
    workload.readBaseValue();
  }

  final void settleRun() {
    workload.settle(jobId);
  }

  /** Loads the model under a new id; says whether it came from the cache of the bridge. */
  public final boolean load() {
    return workload.load();
  }

  /** Reads the chosen parameter. */
  public final double read() {
    return workload.read();
  }

  /** Writes the chosen parameter. */
  public final double write() {
    return workload.write();
  }

  /** Submits a run. */
  public final String submit() {
    jobId = workload.submit();
    return jobId;
  }

  /** Submits a run and waits for its end; notes when it was first seen to have started. */
  public final JobView submitAndAwaitEnd() {
    JobView job = workload.run();
    jobId = job.jobId();
    resultsId = job.resultsId();
    return job;
  }

  /** A session from the load to the end of a run. */
  public final void session() {
    jobId = workload.session(settings.parameter().orElse(null)).jobId();
  }

  /** A page of the latest result. */
  public final long resultPage() {
    return path.resultPage(resultsId);
  }

  /** PK parameters of the latest result. */
  public final int pkParameters() {
    return path.pkParameters(resultsId);
  }

  /** Status of the run submitted last. */
  public final JobView status() {
    return workload.status(jobId);
  }
}
