package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.benchmarks.profile.WorkProcess;
import dev.perfusion.benchmarks.record.ForkRecord;
import dev.perfusion.benchmarks.record.ForkRecords;
import dev.perfusion.benchmarks.record.JobTiming;
import dev.perfusion.benchmarks.record.ResourceSampler;
import dev.perfusion.benchmarks.record.Resources;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A bridge, ways to reach it, and a watch on the process that does the work, for one fork. The
 * subclasses say what has happened before a measured call.
 */
@State(Scope.Benchmark)
public abstract class ToolState {
  /** How the tool is reached; see {@link Transport}. */
  @Param({"inprocess", "rest", "mcp"})
  public String transport;

  /** A first population shows what is first; the rest would be the rest. */
  private static final int FIRST_SUBJECTS = 4;

  /** Few subjects have few chunks; many runs make them as large as those of a whole cohort. */
  private static final int MANY_REPLICATES = 100;

  private final List<ToolPath> paths = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private BenchSettings settings;
  private StepKey key;
  private TemporaryFolder folder;
  private ModelFiles models;
  private PopulationWorkload populations;

  /** Null when the process of the server is not known. */
  private ResourceSampler sampler;

  private boolean measuring;
  private Workload calls;

  /** Starts the bridge. */
  @Setup(Level.Trial)
  public final void open(BenchmarkParams params) throws IOException {
    settings = BenchSettings.ofThisJvm();
    key = BenchmarkKeys.of(params, settings.model());
    folder = new TemporaryFolder(settings.workspace(), "fork");
    models =
        settings.running().isPresent()
            ? ModelFiles.ofServer(settings.model(), settings.simulation())
            : ModelFiles.copyTo(
                folder.path().resolve("models"), settings.model(), settings.simulation());
    PopulationWorkload asked =
        key.phase() == Phase.COLD_JVM
            ? PopulationWorkload.of(settings.workload(), FIRST_SUBJECTS, 0)
            : PopulationWorkload.of(
                settings.workload(),
                settings.subjects(),
                settings.subjects() > 0 ? MANY_REPLICATES : 0);
    populations = asked.storing(settings.outputs());
    CompletableFuture<Void> prepared = CompletableFuture.runAsync(ResourceSampler::prepare);
    if (key.transport() == Transport.INPROCESS) {
      // A bridge that starts here would compete for the processors and for the logger.
      prepared.join();
    }
    ToolPath path = openPath();
    paths.add(path);
    prepared.join();
    WorkProcess.announce(path.pid());
    calls = workload(path);
    watch();
    prepare(models);
  }

  private void watch() {
    long pid = paths.get(0).pid();
    sampler = pid == 0 ? null : ResourceSampler.start(pid);
  }

  private ToolPath openPath() throws IOException {
    if (settings.running().isPresent()) {
      return ToolPaths.connect(key.transport(), settings.running().get());
    }
    boolean mayShare =
        key.transport() != Transport.INPROCESS
            && key.phase() != Phase.COLD_JVM
            && settings.server().isPresent();
    return mayShare
        ? ToolPaths.connect(key.transport(), settings.server().get())
        : ToolPaths.open(
            key.transport(),
            settings.serverJar(),
            folder.path().resolve("models"),
            Files.createDirectories(folder.path().resolve("state")));
  }

  private Workload workload(ToolPath path) {
    Workload workload = new Workload(path, models, populations, settings.parameter().orElse(null));
    workloads.add(workload);
    return workload;
  }

  /** The calls of one more caller, over a connection of its own. */
  final synchronized Workload newCaller() {
    ToolPath own = paths.get(0).another();
    paths.add(own);
    return workload(own);
  }

  /** What happens between the start of the bridge and the first call. */
  abstract void prepare(ModelFiles models);

  /** The first measured iteration begins: what came before was preparation and warm-up. */
  @Setup(Level.Iteration)
  public final void beginMeasuring(BenchmarkParams params, IterationParams iteration) {
    boolean begins = begins(params.getMode(), params.getWarmup().getCount(), iteration.getType());
    if (!measuring && begins) {
      measuring = true;
      if (sampler != null) {
        sampler.close();
      }
      watch();
      workloads.forEach(Workload::forget);
    }
  }

  /**
   * Whether an iteration is the first to count: single shots without a warm-up are measured from
   * the start of their process on.
   */
  static boolean begins(Mode mode, int warmUps, IterationType type) {
    boolean fromTheStart = mode == Mode.SingleShotTime && warmUps == 0;
    return !fromTheStart && type == IterationType.MEASUREMENT;
  }

  /** Writes down what the fork knows and stops the bridge. */
  @TearDown(Level.Trial)
  public final void close(BenchmarkParams params) throws IOException {
    try {
      WorkProcess.ending();
      if (settings.records().isPresent()) {
        new ForkRecords(settings.records().get()).write(fork(params));
      }
      if (settings.running().isPresent()) {
        workloads.forEach(Workload::unloadTarget);
      }
    } finally {
      if (sampler != null) {
        sampler.close();
      }
      // The first one owns the server.
      for (int i = paths.size() - 1; i >= 0; i--) {
        paths.get(i).close();
      }
      folder.close();
    }
  }

  private ForkRecord fork(BenchmarkParams params) {
    Resources resources = sampler == null ? null : sampler.stop();
    List<JobTiming> jobs = workloads.stream().flatMap(w -> w.jobs().stream()).toList();
    Map<String, List<Double>> recorded = new TreeMap<>();
    for (Workload workload : workloads) {
      workload
          .recorded()
          .forEach((tool, ms) -> recorded.computeIfAbsent(tool, t -> new ArrayList<>()).addAll(ms));
    }
    return new ForkRecord(
        key.toString(),
        resources,
        jobs,
        recorded,
        params.getOpsPerInvocation(),
        workloads.get(workloads.size() - 1).parameter(),
        Readings.together(workloads.stream().map(Workload::readings).toList()),
        null);
  }

  final void requireCached(boolean wanted, boolean cached) {
    // What others have loaded into a server of theirs is not known.
    if (settings.running().isEmpty() && wanted != cached) {
      throw new IllegalStateException(
          key + " needs a model " + (wanted ? "from" : "outside") + " the cache of the bridge");
    }
  }

  /** The calls of the only caller. */
  public final Workload calls() {
    return calls;
  }
}
