package dev.perfusion.bridge.adapter.simmodel;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.SimulationStoppedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The official native solver in this JVM. Our reader reads the files and knows the quantities; what
 * is run is the model with its values as SimModel XML. One run at a time; a model that brings the
 * solver down brings this process down with it: in worker processes it does not.
 */
public final class SimModelAdapter implements SimulationAdapter {
  private static final int KEPT = 4;

  private final InProcessAdapter reader;
  private final Path libs;
  private OfficialSolver solver;
  private String issue;

  /** Models that the solver holds, by file and values; not those that are being run. */
  private final Map<Key, OfficialSolver.Loaded> idle = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String sha256, String simulation, Map<String, Double> values) {}

  /**
   * An adapter that loads the libraries when first needed.
   *
   * @param libs folder named by the user; null for none
   * @param cacheEntries models that the reader keeps
   * @param loadTimeoutMs longest load of a model by the reader
   */
  public SimModelAdapter(Path libs, int cacheEntries, int loadTimeoutMs) {
    this.libs = libs;
    this.reader = new InProcessAdapter(cacheEntries, loadTimeoutMs);
  }

  private synchronized Optional<OfficialSolver> solver() {
    if (solver == null && issue == null) {
      try {
        solver = load();
      } catch (UnsatisfiedLinkError e) {
        issue = "the libraries of the official solver do not load: " + e.getMessage();
      } catch (NoClassDefFoundError e) {
        issue = "JNA is not on the class path: add net.java.dev.jna:jna";
      }
    }
    return Optional.ofNullable(solver);
  }

  private OfficialSolver load() {
    if (libs == null) {
      issue = "OSPSUITE_LIBS does not say where the libraries of the official solver are";
      return null;
    }
    Optional<Path> folder = NativeSimModel.folder(libs);
    if (folder.isEmpty()) {
      issue =
          "the folder that OSPSUITE_LIBS names has no "
              + NativeSimModel.library(libs).getFileName();
      return null;
    }
    return OfficialSolver.load(folder.get());
  }

  private OfficialSolver required() {
    return solver().orElseThrow(() -> new BridgeException(ErrorCode.ENVIRONMENT_MISSING, issue));
  }

  @Override
  public String name() {
    return AdapterSettings.Backend.SIMMODEL.wireName();
  }

  @Override
  public AdapterHealth health() {
    Optional<OfficialSolver> loaded = solver();
    Map<String, Object> environment = new HashMap<>();
    environment.put("ospsuiteLibs", libs == null ? null : libs.toString());
    loaded.ifPresent(s -> environment.put("countsSteps", s.counts()));
    return new AdapterHealth(
        loaded.isPresent(),
        true,
        "official SimModel solver in this JVM",
        environment,
        issue == null ? List.of() : List.of(issue));
  }

  @Override
  public boolean runsPopulations() {
    return false;
  }

  @Override
  public AdapterSession open(ModelSource source, Cancellation cancellation) {
    required();
    return new SimModelSession(this, reader.open(source, cancellation));
  }

  /** Runs a model of our reader with the values set in it. */
  Results run(String sha256, SimulationRun run, RunControl control) {
    OfficialSolver engine = required();
    Key key = new Key(sha256, run.simulation().name(), run.changes());
    if (!control.proceed(0, 0)) {
      throw new SimulationStoppedException(0);
    }
    OfficialSolver.Loaded loaded = take(key);
    if (loaded == null) {
      loaded = engine.load(run);
    }
    boolean good = false;
    try {
      Results results = engine.run(loaded, control);
      good = true;
      return new Results(
          run.simulation().name(),
          results.times(),
          results.series(),
          results.statistics(),
          results.warnings(),
          results.runNanos());
    } finally {
      if (good) {
        keep(key, loaded);
      } else {
        // The solver may be in any state: it is loaded anew.
        engine.unload(loaded);
      }
    }
  }

  private synchronized OfficialSolver.Loaded take(Key key) {
    return idle.remove(key);
  }

  private synchronized void keep(Key key, OfficialSolver.Loaded loaded) {
    OfficialSolver.Loaded former = idle.put(key, loaded);
    if (former != null) {
      solver.unload(former);
    }
    if (idle.size() > KEPT) {
      Key eldest = idle.keySet().iterator().next();
      solver.unload(idle.remove(eldest));
    }
  }

  @Override
  public void clearModelCache() {
    reader.clearModelCache();
    unloadAll();
  }

  private synchronized void unloadAll() {
    idle.values().forEach(loaded -> solver.unload(loaded));
    idle.clear();
  }

  @Override
  public void close() {
    unloadAll();
    reader.close();
    synchronized (this) {
      if (solver != null) {
        solver.close();
        solver = null;
        issue = "the adapter is closed";
      }
    }
  }
}
