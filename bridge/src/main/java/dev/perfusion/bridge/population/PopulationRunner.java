package dev.perfusion.bridge.population;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Manifest.State;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.population.summary.PopulationSummaries;
import dev.perfusion.engine.QuantityInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a population into a folder: all individuals and replicates, in chunks, on several threads.
 * What it writes depends on the inputs only, not on the number of threads, on the order in which
 * they work, or on how often it was interrupted and continued.
 */
public final class PopulationRunner {
  /** Chunks that may wait for a disk that is slow for a moment. */
  private static final int SPARE_TABLES = 4;

  /** Runs from which on bytecode is worth it. */
  private static final long WORTH_GENERATING = 30;

  /** What a finished folder has beside its chunks and the manifest. */
  private static final List<String> TABLES =
      List.of(
          Store.SUBJECTS,
          Store.AGGREGATES,
          Store.PK,
          PopulationSummaries.PK_SUMMARY,
          Store.FAILURES);

  /** What the user calls the model; the same file may be named otherwise the next time. */
  private static final String MODEL = "model";

  private final PopulationRequest request;
  private final Cohort cohort;
  private final Clock clock;
  private final Store store;
  private final List<String> outputs;
  private final IndividualRuns runs;
  private final int perChunk;
  private final ChunkCheck check = new ChunkCheck();

  /**
   * Compiles the model for what varies.
   *
   * @throws BridgeException {@code InvalidInput}: an output that cannot be stored, or none
   * @throws dev.perfusion.engine.UnknownPathException an output that the model does not have
   * @throws dev.perfusion.engine.SimulationFailedException the model cannot be compiled
   */
  public PopulationRunner(PopulationRequest request, Clock clock) {
    this.request = request;
    this.clock = clock;
    cohort = request.cohort();
    store = new Store(request.folder());
    outputs = outputs(request);
    long all = (long) cohort.subjects() * cohort.replicates();
    runs =
        new IndividualRuns(
            request.base(),
            cohort.varied().stream().map(Manifest.Varied::path).toList(),
            cohort.aged(),
            outputs,
            all >= WORTH_GENERATING);
    int times = runs.times().length;
    perChunk =
        request.subjectsPerChunk() > 0
            ? Math.min(request.subjectsPerChunk(), cohort.subjects())
            : PopulationRequest.defaultChunk(
                cohort.subjects(), cohort.replicates(), times, outputs.size());
    if ((long) perChunk * cohort.replicates() * times > Integer.MAX_VALUE / Double.BYTES) {
      throw BridgeException.invalid(
          "chunk",
          perChunk + " subjects in a chunk make a table that is too long",
          "choose fewer subjects per chunk, or fewer replicates");
    }
  }

  private static List<String> outputs(PopulationRequest request) {
    Set<String> paths = new LinkedHashSet<>();
    if (request.outputs().isEmpty()) {
      for (QuantityInfo quantity : request.base().simulation().quantities()) {
        if (quantity.output()) {
          paths.add(quantity.path());
        }
      }
    }
    for (String path : request.outputs()) {
      paths.add(request.base().simulation().quantity(path).path());
    }
    if (paths.isEmpty()) {
      throw BridgeException.invalid(
          "outputs", "the model selects no outputs", "name the outputs to store");
    }
    return List.copyOf(paths);
  }

  /**
   * Whether the folder holds all of this population, every chunk as it was written and all tables.
   *
   * @throws BridgeException as {@link #run}
   * @throws StoreException the folder cannot be read
   */
  public boolean isFinished() {
    return finished() != null;
  }

  private Manifest finished() {
    try {
      Manifest before = store.manifest();
      check(before, inputs());
      boolean whole =
          before != null
              && before.state() == State.SUCCEEDED
              && TABLES.stream().allMatch(name -> Files.exists(request.folder().resolve(name)))
              && good(before).size() == before.chunks().size();
      return whole ? before : null;
    } catch (IOException e) {
      throw new StoreException(request.folder() + " cannot be read: " + e, e);
    }
  }

  /**
   * Runs to the end, or continues what is there.
   *
   * @return the manifest as written last; {@code SUCCEEDED}, or what the control stopped it as, or
   *     {@code FAILED} when too many runs failed
   * @throws BridgeException {@code Conflict}: the folder holds something else, with what differs;
   *     or another job fills it
   * @throws StoreException the folder cannot be read or written
   */
  public Manifest run(PopulationControl control) {
    Path folder = request.folder();
    Manifest finished = finished();
    if (finished != null) {
      return finished;
    }
    try {
      FolderLock lock = FolderLock.take(folder);
      try {
        return fill(control);
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw new StoreException(folder + " cannot be written: " + e, e);
    }
  }

  private Manifest fill(PopulationControl control) throws IOException {
    Manifest before = store.manifest();
    store.deleteTemporaries();
    Manifest start = before == null ? fresh(inputs()) : before;
    Map<Integer, Manifest.Chunk> done = before == null ? new TreeMap<>() : good(before);
    start = start.with(State.RUNNING, Checkpoints.now(clock), List.copyOf(done.values()), null);
    store.write(start);
    if (!Files.exists(request.folder().resolve(Store.SUBJECTS))) {
      store.write(Store.SUBJECTS, out -> SubjectsCsv.write(cohort, out));
    }
    Checkpoints checkpoints =
        new Checkpoints(
            store,
            clock,
            start,
            done,
            request.threads() + SPARE_TABLES,
            () -> new ChunkTable(runs.times(), outputsOf()));
    Workers workers =
        new Workers(cohort, runs, perChunk, request.threads(), request.maxFailedShare(), control);
    State state;
    try {
      state = workers.run(checkpoints, done);
    } catch (RuntimeException | Error e) {
      checkpoints.write(State.FAILED, e.toString());
      throw e;
    }
    if (checkpoints.failure() != null) {
      throw checkpoints.failure();
    }
    if (state == State.SUCCEEDED || state == State.FAILED) {
      Manifest last = checkpoints.write(State.RUNNING, null);
      store.write(Store.FAILURES, out -> SubjectsCsv.writeFailures(last.chunks(), out));
      if (state == State.SUCCEEDED && !summarised(checkpoints, last, control)) {
        state = control.stoppedAs();
      }
    }
    return checkpoints.write(state, workers.error());
  }

  /** Writes statistics and PK parameters; false when it was stopped meanwhile. */
  private boolean summarised(Checkpoints checkpoints, Manifest manifest, PopulationControl control)
      throws IOException {
    try {
      List<String> warnings = new ArrayList<>(cohort.warnings());
      warnings.addAll(
          PopulationSummaries.write(
              store,
              manifest,
              request.base(),
              cohort.covariates(),
              request.threads(),
              check,
              () -> {
                if (control.stopped()) {
                  throw new CancellationException("stopped");
                }
              }));
      checkpoints.warn(warnings);
      return true;
    } catch (CancellationException e) {
      // the chunks are all there; a continuation only does this part
      return false;
    }
  }

  private Manifest fresh(Manifest.Inputs inputs) {
    String now = Checkpoints.now(clock);
    double[] times = runs.times();
    return new Manifest(
        Manifest.FORMAT,
        State.RUNNING,
        now,
        now,
        inputs,
        digest(inputs),
        cohort.subjects(),
        cohort.covariates(),
        cohort.varied(),
        request.notes(),
        new Manifest.Times("min", times.length, times[0], times[times.length - 1]),
        outputsOf(),
        new Manifest.Progress(0, 0, 0, 0, 0),
        List.of(),
        cohort.warnings(),
        null);
  }

  private List<Manifest.Output> outputsOf() {
    return runs.outputs().stream()
        .map(
            q ->
                new Manifest.Output(
                    q.path(),
                    q.path(),
                    q.unit(),
                    q.dimension(),
                    q.kind().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private Manifest.Inputs inputs() {
    return new Manifest.Inputs(
        request.model(),
        request.modelSha256(),
        request.base().simulation().name(),
        request.base().changes(),
        cohort.kind(),
        cohort.sha256(),
        cohort.sampling(),
        cohort.seed(),
        cohort.replicates(),
        outputs,
        perChunk,
        request.base().settings().absTol(),
        request.base().settings().relTol(),
        request.base().method().name().toLowerCase(Locale.ROOT));
  }

  private static String digest(Manifest.Inputs inputs) {
    ObjectNode tree = (ObjectNode) Json.tree(inputs);
    tree.remove(MODEL);
    byte[] text = CanonicalJson.text(tree).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Store.sha256().digest(text));
  }

  private void check(Manifest before, Manifest.Inputs inputs) throws IOException {
    if (before == null) {
      refuseOtherFiles();
      return;
    }
    JsonNode old = Json.tree(before.inputs());
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, JsonNode> now : Json.tree(inputs).properties()) {
      JsonNode then = old.path(now.getKey());
      if (!then.equals(now.getValue()) && !now.getKey().equals(MODEL)) {
        differences.add(now.getKey() + " was " + then + " and is " + now.getValue());
      }
    }
    if (!differences.isEmpty()) {
      throw BridgeException.conflict(
          "out",
          request.folder()
              + " holds a population with other inputs: "
              + String.join("; ", differences),
          "choose another folder, or the same inputs to continue it");
    }
  }

  private void refuseOtherFiles() throws IOException {
    if (!Files.exists(request.folder())) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(request.folder())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".tmp") && !name.equals(FolderLock.NAME)) {
          throw BridgeException.conflict(
              "out",
              request.folder() + " holds other files (" + name + ") and no population",
              "choose an empty or a new folder");
        }
      }
    }
  }

  private Map<Integer, Manifest.Chunk> good(Manifest manifest) {
    Map<Integer, Manifest.Chunk> found = new TreeMap<>();
    for (Manifest.Chunk chunk : manifest.chunks()) {
      try {
        check.good(request.folder(), chunk);
        found.put(number(chunk), chunk);
      } catch (StoreException e) {
        // missing or damaged: it is computed again
        found.remove(number(chunk));
      }
    }
    return found;
  }

  private static int number(Manifest.Chunk chunk) {
    return Integer.parseInt(chunk.chunkId().substring(chunk.chunkId().indexOf('-') + 1));
  }
}
