package dev.perfusion.bridge.adapter.ospsuite;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The R package ospsuite in one R process that stays: it loads the files, knows the values and runs
 * the models; our reader tells what the quantities are, their units and doses. One call at a time.
 * A process that died, or was ended because its answer was not wanted any more, is replaced before
 * the next call, which loads its model again.
 */
public final class OspsuiteAdapter implements SimulationAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(OspsuiteAdapter.class);
  private static final int LOOK_MS = 10;

  private final AdapterSettings settings;
  private final InProcessAdapter reader;
  private final Path folder;
  private final Path script;
  private final Path demo;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile RProcess process;
  private volatile Found found;
  private volatile boolean closed;

  /** What was found of R. */
  private record Found(String rPath, String rVersion, String ospsuite, List<String> issues) {}

  /** Looks for R in the background. */
  public OspsuiteAdapter(AdapterSettings settings, int cacheEntries) {
    this.settings = settings;
    this.reader = new InProcessAdapter(cacheEntries, settings.timeoutMs());
    try {
      folder = Files.createTempDirectory("perfusion-r");
      script = folder.resolve("worker.R");
      try (InputStream stream = OspsuiteAdapter.class.getResourceAsStream("worker.R")) {
        Files.copy(stream, script, StandardCopyOption.REPLACE_EXISTING);
      }
      // Once: R may read it at any time.
      demo = DemoModel.writeTo(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::environment, "perfusion-r-start");
    thread.setDaemon(true);
    thread.start();
  }

  /** Rscript beside the R that was named, or the one on the path. */
  private String rscript() {
    Path named = settings.rPath();
    if (named == null) {
      return "Rscript";
    }
    if (Files.isDirectory(named)) {
      return named.resolve("bin").resolve("Rscript").toString();
    }
    Path name = named.getFileName();
    return name != null && name.toString().toLowerCase(Locale.ROOT).matches("r(\\.exe)?")
        ? named.resolveSibling("Rscript").toString()
        : named.toString();
  }

  private Found environment() {
    if (found == null) {
      turn.lock();
      try {
        if (found == null) {
          found = look();
        }
      } finally {
        turn.unlock();
      }
    }
    return found;
  }

  private Found look() {
    List<String> issues = new ArrayList<>();
    Path libs = settings.ospsuiteLibs();
    if (libs != null && !Files.isDirectory(libs)) {
      issues.add("the folder that OSPSUITE_LIBS names is not there");
    }
    try {
      JsonNode hello = askHere(question("hello"), deadline());
      String version = hello.path("ospsuite").asString(null);
      if (version == null) {
        issues.add(
            "the R package ospsuite cannot be loaded: "
                + hello.path("problem").asString("").strip().replaceAll("\\s+", " "));
      }
      return new Found(
          hello.path("rPath").asString(""), hello.path("rVersion").asString(""), version, issues);
    } catch (RFailure | BridgeException e) {
      issues.add(
          settings.rPath() == null
              ? "no R answers (Rscript is looked for on the path, or where ADAPTER_R_PATH says): "
                  + e.getMessage()
              : "the R that ADAPTER_R_PATH names does not answer: " + e.getMessage());
      return new Found(null, null, null, issues);
    }
  }

  /**
   * Waits until R has been looked for.
   *
   * @throws BridgeException {@code EnvironmentMissing}: R or the package is not there; what was
   *     looked for, where, what is missing, what to do
   */
  public void require() {
    Found known = environment();
    if (known.ospsuite() != null) {
      return;
    }
    String r =
        known.rPath() == null
            ? rscript() + (settings.rPath() == null ? " on the path" : "")
            : known.rPath() + " (" + known.rVersion() + ")";
    String libraries =
        settings.ospsuiteLibs() == null
            ? "the libraries of that R"
            : settings.ospsuiteLibs() + " (OSPSUITE_LIBS) and the libraries of that R";
    throw new BridgeException(
        ErrorCode.ENVIRONMENT_MISSING,
        "ADAPTER_REQUIRE_R_ENV is true, but "
            + String.join("; ", known.issues())
            + ". Looked for: R as "
            + r
            + ", the package ospsuite in "
            + libraries
            + ". Install what is missing, name it with ADAPTER_R_PATH and OSPSUITE_LIBS, or set"
            + " ADAPTER_REQUIRE_R_ENV=false");
  }

  @Override
  public String name() {
    return AdapterSettings.Backend.OSPSUITE.wireName();
  }

  @Override
  public AdapterHealth health() {
    Found known = found;
    Map<String, Object> environment = new HashMap<>();
    environment.put("rPath", known == null ? null : known.rPath());
    environment.put("rVersion", known == null ? null : known.rVersion());
    environment.put(
        "ospsuiteLibs",
        settings.ospsuiteLibs() == null ? null : settings.ospsuiteLibs().toString());
    environment.put("ospsuiteAvailable", known != null && known.ospsuite() != null);
    environment.put("ospsuiteVersion", known == null ? null : known.ospsuite());
    return new AdapterHealth(
        known == null || known.ospsuite() != null,
        known != null,
        "R package ospsuite",
        environment,
        known == null ? List.of() : known.issues());
  }

  @Override
  public boolean runsPopulations() {
    return false;
  }

  @Override
  public AdapterSession open(ModelSource source, Cancellation cancellation) {
    Found known = environment();
    if (known.ospsuite() == null) {
      throw new BridgeException(ErrorCode.ENVIRONMENT_MISSING, String.join("; ", known.issues()));
    }
    AdapterSession model = reader.open(source, cancellation);
    if (source instanceof ModelSource.File file
        && !file.path().toString().toLowerCase(Locale.ROOT).endsWith(".pkml")) {
      throw BridgeException.invalid(
          "filePath", source.label() + ": ospsuite loads .pkml files only", "take another adapter");
    }
    ROf r = new ROf(file(source), model.info().sha256());
    boolean[] cancelled = {false};
    Runnable forget = cancellation.onCancel(() -> cancelled[0] = true);
    try {
      BooleanSupplier inTime = deadline();
      load(r, () -> !cancelled[0] && inTime.getAsBoolean());
    } catch (BridgeException e) {
      throw cancelled[0]
          ? new BridgeException(ErrorCode.UNAVAILABLE, source.label() + ": the load was cancelled")
          : e;
    } finally {
      forget.run();
    }
    return new OspsuiteSession(this, r, model);
  }

  /** A model as R knows it. */
  record ROf(Path file, String key) {}

  private Path file(ModelSource source) {
    return source instanceof ModelSource.File file ? file.path() : demo;
  }

  private BooleanSupplier deadline() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMs());
    return () -> System.nanoTime() - end < 0;
  }

  private static ObjectNode question(String op) {
    return Json.mapper().createObjectNode().put("op", op);
  }

  private void load(ROf model, BooleanSupplier goOn) {
    waitForTurn(goOn);
    try {
      askHere(loading(model), goOn);
    } catch (RFailure e) {
      throw thrown(e, goOn, 0);
    } finally {
      turn.unlock();
    }
  }

  private static ObjectNode loading(ROf model) {
    return question("load").put("file", model.file().toString()).put("model", model.key());
  }

  /** Value of a quantity at time 0 with these values (base unit). */
  double value(ROf model, Map<String, Double> values, String path) {
    BooleanSupplier inTime = deadline();
    JsonNode answer = ask(model, "value", values, path, inTime, true);
    return number(answer);
  }

  /** Times and series as R gives them. */
  JsonNode run(ROf model, Map<String, Double> values, RunControl control) {
    return ask(model, "run", values, "", () -> control.proceed(0, 0), false);
  }

  static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.parseDouble(node.asString("NaN"));
  }

  private JsonNode ask(
      ROf model,
      String op,
      Map<String, Double> values,
      String path,
      BooleanSupplier goOn,
      boolean again) {
    ObjectNode question = question(op).put("model", model.key()).put("path", path);
    question.set("values", Json.tree(values));
    waitForTurn(goOn);
    try {
      boolean reloaded = false;
      boolean repeated = !again;
      while (true) {
        try {
          return askHere(question, goOn);
        } catch (RFailure e) {
          if (e.is(RFailure.NOT_LOADED) && !reloaded) {
            reloaded = true;
            askHere(loading(model), goOn);
          } else if (e.is(RFailure.GONE) && !repeated && goOn.getAsBoolean()) {
            repeated = true;
            reloaded = false;
          } else {
            throw e;
          }
        }
      }
    } catch (RFailure e) {
      throw thrown(e, goOn, 0);
    } finally {
      turn.unlock();
    }
  }

  private void waitForTurn(BooleanSupplier goOn) {
    try {
      while (!turn.tryLock(LOOK_MS, TimeUnit.MILLISECONDS)) {
        if (!goOn.getAsBoolean()) {
          throw new BridgeException(
              ErrorCode.TIMEOUT, "R is busy with another call: it takes one at a time");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BridgeException(ErrorCode.UNAVAILABLE, "the call was interrupted");
    }
  }

  /** Asks the process, a new one when there is none; by the thread whose turn it is. */
  private JsonNode askHere(ObjectNode question, BooleanSupplier goOn) throws RFailure {
    if (closed) {
      throw new BridgeException(ErrorCode.UNAVAILABLE, "the adapter is closed");
    }
    if (process == null || !process.alive()) {
      if (process != null) {
        LOG.warn("R is started anew");
      }
      try {
        process = RProcess.start(rscript(), script, settings.ospsuiteLibs());
        if (closed) {
          // The close has not seen it.
          process.close();
        }
      } catch (IOException e) {
        throw new RFailure(RFailure.GONE, e.getMessage());
      }
    }
    return process.ask(question, goOn);
  }

  private RuntimeException thrown(RFailure e, BooleanSupplier goOn, double time) {
    return switch (e.code()) {
      case "EnvironmentMissing" ->
          new BridgeException(ErrorCode.ENVIRONMENT_MISSING, e.getMessage());
      case "InvalidInput" -> BridgeException.invalid("filePath", e.getMessage(), null);
      case "SimulationFailed" -> new SimulationFailedException(time, e.getMessage(), List.of());
      default ->
          goOn.getAsBoolean()
              ? new BridgeException(ErrorCode.INTEROP_ERROR, e.getMessage())
              : new BridgeException(
                  ErrorCode.TIMEOUT,
                  "R did not answer within "
                      + settings.timeoutMs()
                      + " ms (ADAPTER_TIMEOUT_MS) and was ended");
    };
  }

  @Override
  public void clearModelCache() {
    reader.clearModelCache();
    if (found == null || found.ospsuite() == null) {
      return;
    }
    turn.lock();
    try {
      askHere(question("clear"), deadline());
    } catch (RFailure e) {
      LOG.info("{}", e.getMessage());
    } finally {
      turn.unlock();
    }
  }

  /** Process id of R; empty while none runs. */
  public OptionalLong pid() {
    RProcess now = process;
    return now != null && now.alive() ? OptionalLong.of(now.pid()) : OptionalLong.empty();
  }

  @Override
  public void close() {
    closed = true;
    RProcess now = process;
    if (now != null) {
      now.close();
    }
    reader.close();
    try {
      Files.deleteIfExists(script);
      Files.deleteIfExists(demo);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("{} stays behind: {}", folder, e.toString());
    }
  }
}
