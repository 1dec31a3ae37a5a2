package dev.perfusion.bridge;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.audit.EventIds;
import dev.perfusion.bridge.audit.FileAuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.job.JobListener;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobStore;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.redis.RedisSessions;
import dev.perfusion.bridge.result.InMemoryResultStore;
import dev.perfusion.bridge.result.ResultArchive;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.SessionRecord;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.session.SessionStore;
import dev.perfusion.bridge.session.Sessions;
import dev.perfusion.bridge.snapshot.SnapshotStore;
import dev.perfusion.bridge.sqlite.SqliteState;
import dev.perfusion.bridge.task.Tasks;
import dev.perfusion.bridge.tool.CalculatePkParameters;
import dev.perfusion.bridge.tool.CancelJob;
import dev.perfusion.bridge.tool.Confirmation;
import dev.perfusion.bridge.tool.DescribeSimulation;
import dev.perfusion.bridge.tool.DiscoverModels;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.GetParameterValue;
import dev.perfusion.bridge.tool.GetPopulationResults;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.ListParameters;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RestoreSimulation;
import dev.perfusion.bridge.tool.RunPopulationSimulation;
import dev.perfusion.bridge.tool.RunSensitivityAnalysis;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.SetParameterValue;
import dev.perfusion.bridge.tool.SnapshotSimulation;
import dev.perfusion.bridge.tool.ToolCalls;
import dev.perfusion.bridge.tool.ToolCatalogue;
import dev.perfusion.bridge.tool.ToolContext;
import dev.perfusion.bridge.tool.ToolRequest;
import dev.perfusion.bridge.tool.UnloadSimulation;
import dev.perfusion.bridge.tool.ValidateSimulationRequest;
import dev.perfusion.engine.formula.Limit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The tools in a Java program, without a server. Two bridges in one JVM share nothing.
 *
 * <pre>{@code
 * try (Bridge bridge = Bridge.open(BridgeConfig.builder().build())) {
 *   bridge.call(new LoadSimulation.Request("classpath:demo.pkml", "demo"));
 *   var job = bridge.call(RunSimulation.Request.of("demo"));
 *   var status = bridge.call(new GetJobStatus.Request(job.jobId()));
 * }
 * }</pre>
 */
public final class Bridge implements AutoCloseable {
  private static final long DRAIN_PAUSE_MS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
  private static final double BYTES_PER_MB = 1024.0 * 1024.0;

  private final BridgeConfig config;
  private final SimulationAdapter adapter;
  private final SessionRegistry sessions;
  private final ResultStore results;
  private final AuditTrail audit;
  private final JobService jobs;
  private final PrometheusMeterRegistry metrics;

  /** What ends the parts, in the order in which that is done. */
  private final Deque<Runnable> closing;

  private final SnapshotStore snapshots;
  private final StoredPopulations populations;
  private final ToolCalls calls;
  private volatile boolean stopping;
  private final JobListeners jobListeners;

  /**
   * @param closing filled with what ends the parts that are there, also when this fails
   */
  private Bridge(BridgeConfig config, SimulationAdapter adapter, Deque<Runnable> closing) {
    this.config = config;
    this.adapter = adapter;
    this.closing = closing;
    Clock clock = Clock.systemUTC();
    this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    closing.push(metrics::close);
    this.populations = populations(config.populations().directory());
    // Before the folders of populations go, to which its processes write.
    closing.push(adapter::close);
    ModelPaths paths = new ModelPaths(config.models().searchPaths());
    Path file = config.state().database();
    SqliteState state = file == null ? null : SqliteState.open(file);
    if (state != null) {
      closing.push(state::close);
    }
    this.audit =
        config.audit().enabled()
            ? FileAuditTrail.open(config.audit().directory(), clock, config.audit().fsync())
            : AuditTrail.NONE;
    closing.push(audit::close);
    this.results =
        new InMemoryResultStore(
            config.results().maxEntries(),
            (long) (config.results().maxMegabytes() * BYTES_PER_MB),
            state == null ? ResultArchive.NONE : state);
    Sessions loaded =
        new Sessions(
            config.sessions().limits(),
            sessionStore(state),
            record -> opened(record, paths),
            this::noteEviction,
            clock);
    this.sessions = loaded;
    this.jobListeners = new JobListeners(new JobObserver(audit, metrics));
    this.jobs =
        new JobService(
            config.jobs(), results, state == null ? JobStore.NONE : state, clock, jobListeners);
    closing.push(jobs::close);
    long timeToLive = config.sessions().limits().timeToLive().toSeconds();
    if (timeToLive > 0) {
      jobs.every(Math.max(1, Math.min(60, timeToLive / 4)), loaded::expire);
    }
    Tasks tasks = new Tasks(adapter, populations, config.jobs().workerThreads(), clock);
    jobs.recover(tasks);
    PopulationRetention retention =
        new PopulationRetention(populations, config.populations(), clock, jobs::soon);
    jobListeners.add(retention);
    jobs.every(
        JobService.chorePeriod(config.populations().retentionSeconds()), retention::deleteOld);
    StateMetrics.register(metrics, jobs, sessions, results, audit);
    this.snapshots = new SnapshotStore(config.snapshots(), clock);
    this.calls =
        new ToolCalls(
            new ToolCatalogue(
                List.of(
                    new DiscoverModels(paths, sessions, adapter),
                    new LoadSimulation(adapter, paths, sessions, clock),
                    new UnloadSimulation(sessions),
                    new DescribeSimulation(sessions),
                    new ListParameters(sessions),
                    new GetParameterValue(sessions),
                    new SetParameterValue(sessions, clock),
                    new RunSimulation(sessions, jobs, results, tasks),
                    new GetJobStatus(jobs),
                    new CancelJob(jobs),
                    new GetResults(results),
                    new CalculatePkParameters(results, adapter),
                    new RunSensitivityAnalysis(sessions, jobs, results, tasks, adapter, paths),
                    new RunPopulationSimulation(sessions, jobs, tasks, adapter, paths),
                    new GetPopulationResults(jobs, populations),
                    new SnapshotSimulation(sessions, snapshots),
                    new RestoreSimulation(sessions, snapshots, adapter, paths, clock),
                    new ValidateSimulationRequest(sessions, () -> this.calls().catalogue()))),
            audit,
            metrics,
            config.service().version());
  }

  private StoredPopulations populations(Path directory) {
    if (directory != null) {
      return new StoredPopulations(directory);
    }
    Path temporary =
        Path.of(System.getProperty("java.io.tmpdir"), "perfusion-populations-" + UUID.randomUUID());
    StoredPopulations populations = new StoredPopulations(temporary);
    closing.push(populations::deleteAll);
    return populations;
  }

  private SessionStore sessionStore(SqliteState state) {
    BridgeConfig.Sessions settings = config.sessions();
    if (settings.backend().equals("redis")) {
      RedisSessions redis =
          new RedisSessions(
              settings.redisUrl(), settings.redisPrefix(), settings.limits().timeToLive());
      closing.push(redis::close);
      return redis;
    }
    return state == null || settings.backend().equals("memory")
        ? SessionStore.NONE
        : state.sessions();
  }

  private AdapterSession opened(SessionRecord record, ModelPaths paths) {
    if (record.recipe().source() instanceof ModelSource.File file) {
      // The folders that are allowed may have changed since it was loaded.
      paths.resolve("simulationId", file.path().toString(), file.simulationName());
    }
    return record.recipe().open(adapter);
  }

  private void noteEviction(SessionRegistry.Eviction eviction) {
    LOG.warn("simulation {} was unloaded: {}", eviction.simulationId(), eviction.reason());
    audit.record(
        "session.evicted",
        () ->
            JsonNodeFactory.instance
                .objectNode()
                .put("simulationId", eviction.simulationId())
                .put("reason", eviction.reason()));
  }

  /**
   * A bridge on the engine that the settings name.
   *
   * @throws ConfigException a limit of the engine is set to what is no number, see {@link Limit}
   * @throws BridgeException {@code EnvironmentMissing}: the settings require R, which is not there
   */
  public static Bridge open(BridgeConfig config) {
    try {
      Arrays.stream(Limit.values()).forEach(Limit::value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
    return open(config, Adapters.open(config));
  }

  /** A bridge on another engine; closing the bridge, or its failure to open, closes the adapter. */
  public static Bridge open(BridgeConfig config, SimulationAdapter adapter) {
    Deque<Runnable> parts = new ArrayDeque<>();
    try {
      return new Bridge(config, adapter, parts);
    } catch (RuntimeException | Error e) {
      close(parts);
      throw e;
    }
  }

  /** Ends each part; one that fails does not keep the others from their end. */
  private static void close(Deque<Runnable> parts) {
    for (Runnable part : parts) {
      try {
        part.run();
      } catch (RuntimeException e) {
        LOG.error("a part of the bridge could not be closed", e);
      }
    }
  }

  /**
   * Calls the tool that takes this request.
   *
   * @throws BridgeException what went wrong, for the caller
   */
  public <Q extends Record & ToolRequest<R>, R extends Record> R call(Q request) {
    return calls.call(calls.catalogue().<Q, R>of(request.getClass()), request, embedded());
  }

  /**
   * Calls a tool by name.
   *
   * @param request a map, a JSON tree or the request record of the tool; null for no arguments
   * @return the response record of the tool
   * @throws BridgeException what went wrong, for the caller
   */
  public Record call(String tool, Object request) {
    return calls.call(tool, Json.tree(request), embedded());
  }

  private static ToolContext embedded() {
    return new ToolContext(
        Identity.embedded(), "inprocess", EventIds.next(), Confirmation.GIVEN, Optional.empty());
  }

  /** How it is at this moment. */
  public Health health() {
    AdapterHealth engine = adapter.health();
    List<String> issues = new ArrayList<>(engine.issues());
    if (audit.problem().isPresent()) {
      issues.add("the audit trail cannot be written; critical tools are refused until it can");
    }
    if (jobs.queued() >= config.jobs().queueCapacity()) {
      issues.add("the job queue is full: " + jobs.queued() + " jobs wait");
    }
    boolean ready = engine.available() && engine.ready();
    String status = engine.available() && issues.isEmpty() ? ready ? "ok" : "starting" : "degraded";
    return new Health(ready && !stopping, stopping ? "stopping" : status, issues);
  }

  /**
   * Prepares for the end: from now on tools that begin work are refused, those that read go on, and
   * jobs get time to end. {@link #close} stops those that have not ended by then.
   *
   * @return true when no job is left
   */
  public boolean drain(Duration grace) throws InterruptedException {
    stopping = true;
    calls.stopping();
    long end = System.nanoTime() + grace.toNanos();
    // Also one that waits for its next attempt, and a task that goes on after its job was given up.
    while (jobs.unfinished() + jobs.running() > 0) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(DRAIN_PAUSE_MS);
    }
    return true;
  }

  /** Forgets a loaded simulation; false when there was none. Its running jobs go on. */
  public boolean unload(String simulationId) {
    return sessions.remove(simulationId);
  }

  /** Forgets compiled models, so that the next load reads and compiles anew. */
  public void clearModelCache() {
    adapter.clearModelCache();
  }

  /** The settings. */
  public BridgeConfig config() {
    return config;
  }

  /** The engine behind the tools. */
  public SimulationAdapter adapter() {
    return adapter;
  }

  /** The loaded simulations. */
  public SessionRegistry sessions() {
    return sessions;
  }

  /** The jobs behind {@code run_simulation}. */
  public JobService jobs() {
    return jobs;
  }

  /** The results of finished jobs. */
  public ResultStore results() {
    return results;
  }

  /** Values kept for later. */
  public SnapshotStore snapshots() {
    return snapshots;
  }

  /** The results of population jobs. */
  public StoredPopulations populations() {
    return populations;
  }

  /**
   * Hears of each change of a job from now on.
   *
   * @return ends it
   */
  public Runnable onJobChange(JobListener listener) {
    return jobListeners.add(listener);
  }

  /** The tools for transports: named caller, JSON arguments. */
  public ToolCalls calls() {
    return calls;
  }

  /** The audit trail; {@link AuditTrail#NONE} when it is off. */
  public AuditTrail audit() {
    return audit;
  }

  /** The metrics; {@code scrape()} gives the Prometheus text. */
  public PrometheusMeterRegistry metrics() {
    return metrics;
  }

  /** Stops running jobs, writes the audit trail to its end, closes the adapter. */
  @Override
  public void close() {
    close(closing);
  }
}
