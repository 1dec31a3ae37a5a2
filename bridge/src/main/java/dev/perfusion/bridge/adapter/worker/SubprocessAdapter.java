package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.SimulationStoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Engines in a pool of worker processes: a model that eats all memory or brings its process down
 * takes one worker with it and nothing else.
 */
public final class SubprocessAdapter implements SimulationAdapter {
  private static final int KNOWN_MODELS = 64;

  private final AdapterSettings settings;
  private final WorkerCommand command;
  private final WorkerPool pool;
  private final Map<String, RemoteModel> models =
      new LinkedHashMap<>(2 * KNOWN_MODELS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RemoteModel> eldest) {
          return size() > KNOWN_MODELS;
        }
      };
  private volatile boolean ready;
  private volatile String missing;

  /**
   * Starts the workers in the background; calls are answered at once.
   *
   * @param cacheEntries compiled models that each worker keeps
   */
  public SubprocessAdapter(AdapterSettings settings, int cacheEntries) {
    this(settings, cacheEntries, WorkerMain.class.getName());
  }

  /**
   * As above with other workers.
   *
   * @param workerClass what is run in place of {@link WorkerMain}, to see what the pool makes of it
   */
  public SubprocessAdapter(AdapterSettings settings, int cacheEntries, String workerClass) {
    this.settings = settings;
    command = new WorkerCommand(settings, cacheEntries, workerClass);
    pool = new WorkerPool(settings, command, this::warm);
    Thread thread = new Thread(this::prepare, "perfusion-pool-start");
    thread.setDaemon(true);
    thread.start();
  }

  private void prepare() {
    pool.fill();
    ready = true;
    try {
      command.makeArchive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Loads and runs the demo model. */
  private void warm(Worker worker) throws WorkerGoneException {
    ModelSource demo = new ModelSource.Demo();
    byte[] answer;
    try {
      answer = worker.ask(Op.OPEN, Json.bytes(demo.json()), Cancellation.NEVER);
      missing = null;
    } catch (BridgeException e) {
      missing = e.code() == ErrorCode.ENVIRONMENT_MISSING ? e.getMessage() : null;
      throw e;
    }
    ModelInfo info = Json.mapper().readValue(answer, ModelInfo.class);
    RemoteModel model = new RemoteModel(null, demo, info, null);
    worker.run(Op.RUN, Json.bytes(model.question(Map.of())), told -> true);
  }

  @Override
  public String name() {
    return AdapterSettings.Backend.SUBPROCESS.wireName();
  }

  @Override
  public AdapterHealth health() {
    WorkerPool.Figures figures = pool.figures();
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("workers", figures.workers());
    environment.put("workersIdle", figures.idle());
    environment.put("workersStarted", figures.started());
    environment.put("workersLost", figures.lost());
    environment.put("classArchive", command.archived());
    List<String> issues = new ArrayList<>();
    if (figures.failure() != null) {
      issues.add("no worker process runs, attempts to start one go on: " + figures.failure());
    } else if (ready && figures.workers() == 0 && settings.pool().min() > 0) {
      issues.add("no worker process runs; one is being started");
    }
    String engine = settings.workerEngine().name().toLowerCase(Locale.ROOT);
    String lacking = missing;
    if (lacking != null) {
      issues.add(lacking);
    }
    return new AdapterHealth(
        lacking == null,
        figures.failure() == null && (ready || !settings.pool().prewarm()),
        "worker processes with " + engine,
        environment,
        issues);
  }

  @Override
  public boolean runsPopulations() {
    return settings.workerEngine() == AdapterSettings.WorkerEngine.INPROCESS;
  }

  @Override
  public PopulationPlan checked(PopulationPlan plan) {
    requirePopulations();
    byte[] answer =
        pool.ask(plan.recipe().sha256(), Op.CHECK, Json.bytes(plan.json()), Cancellation.NEVER);
    return PopulationPlan.of(Json.mapper().readTree(answer));
  }

  /** One worker does it all; should it die, another one goes on. */
  @Override
  public Manifest runPopulation(
      PopulationPlan plan, Path folder, int threads, PopulationControl control) {
    requirePopulations();
    ObjectNode question = Json.mapper().createObjectNode();
    question.set("plan", plan.json());
    question.put("folder", folder.toAbsolutePath().toString()).put("threads", threads);
    Store store = new Store(folder);
    try {
      try {
        pool.runPopulation(
            plan.recipe().sha256(), Json.bytes(question), control, () -> chunks(store));
      } catch (SimulationStoppedException e) {
        if (store.manifest() == null) {
          throw new SimulationStoppedException(0);
        }
      }
      return store.manifest();
    } catch (StoreException e) {
      throw new BridgeException(ErrorCode.INTERNAL_ERROR, e.getMessage());
    }
  }

  private static int chunks(Store store) {
    Manifest manifest = store.manifest();
    return manifest == null ? 0 : manifest.chunks().size();
  }

  @Override
  public AdapterSession open(ModelSource source, Cancellation cancellation) {
    byte[] answer = pool.ask(source.label(), Op.OPEN, Json.bytes(source.json()), cancellation);
    ModelInfo info = Json.mapper().readValue(answer, ModelInfo.class);
    return new RemoteSession(model(source, info), Map.of());
  }

  /** The list of quantities of a model is fetched once, however often it is opened. */
  private RemoteModel model(ModelSource source, ModelInfo info) {
    synchronized (models) {
      RemoteModel known = models.get(source.json() + info.sha256());
      RemoteModel model = new RemoteModel(pool, source, info, known);
      models.put(source.json() + info.sha256(), model);
      return model;
    }
  }

  @Override
  public void clearModelCache() {
    pool.tellIdle(Op.CLEAR);
    synchronized (models) {
      models.clear();
    }
  }

  /** Process ids of the workers, the idle ones first. */
  public long[] workers() {
    return pool.pids();
  }

  /** Workers that died or were killed for not answering. */
  public long workersLost() {
    return pool.figures().lost();
  }

  /**
   * Starts workers one after the other and ends them again; makes the archive of classes first,
   * when there is none.
   *
   * @return from the start of each to its first answer (ns)
   */
  public static long[] startTimes(AdapterSettings settings, int times) throws InterruptedException {
    WorkerCommand command = new WorkerCommand(settings, 1, WorkerMain.class.getName());
    command.makeArchive();
    long[] nanos = new long[times];
    try {
      Path folder = Files.createTempDirectory("perfusion");
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        Path socket = folder.resolve(Integer.toString(i));
        Worker worker = Worker.start(command, socket, settings.timeoutMs(), () -> {});
        nanos[i] = System.nanoTime() - start;
        worker.close();
      }
      Files.delete(folder);
    } catch (IOException | WorkerGoneException e) {
      throw new BridgeException(ErrorCode.INTEROP_ERROR, e.getMessage());
    }
    return nanos;
  }

  @Override
  public void close() {
    pool.close();
  }
}
