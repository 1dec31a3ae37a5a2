package dev.perfusion.benchmarks.probe;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipFile;

/**
 * A bridge with a server in this process, its state in a folder, and the calls it is measured by.
 */
final class MeasuredBridge implements AutoCloseable {
  private static final double STEP = 1e-6;
  private static final String MODEL = "dev/perfusion/fixtures/" + DemoModel.FILE_NAME;

  private final Bridge bridge;
  private final BridgeServer server;
  private final Path model;
  private final Map<Transport, ToolPath> paths = new EnumMap<>(Transport.class);
  private int ids;

  private MeasuredBridge(Bridge bridge, BridgeServer server, Path model) {
    this.bridge = bridge;
    this.server = server;
    this.model = model;
    paths.put(Transport.INPROCESS, ToolPaths.inProcess(bridge));
    SharedServer address = new SharedServer(server.port(), ProcessHandle.current().pid());
    paths.put(Transport.REST, ToolPaths.connect(Transport.REST, address));
    paths.put(Transport.MCP, ToolPaths.connect(Transport.MCP, address));
  }

  static MeasuredBridge open(Path folder) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Map<String, String> settings = new HashMap<>(ToolPaths.environment(models, folder));
    settings.put("HOST", "127.0.0.1");
    settings.put("PORT", "0");
    Bridge bridge = Bridge.open(BridgeConfig.fromEnvironment(settings));
    return new MeasuredBridge(bridge, BridgeServer.start(bridge), writeModel(models));
  }

  /**
   * Writes the demo model of the benchmarks, not that of the product, which stands before it on the
   * class path: a change of the model must not make two workloads of one.
   */
  private static Path writeModel(Path models) throws IOException {
    URL own = MeasuredBridge.class.getProtectionDomain().getCodeSource().getLocation();
    try (ZipFile benchmarks = new ZipFile(new File(own.toURI()));
        InputStream model = benchmarks.getInputStream(benchmarks.getEntry(MODEL))) {
      Path file = models.resolve(DemoModel.FILE_NAME);
      Files.copy(model, file);
      return file;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Counts counts() {
    return Counts.of(bridge);
  }

  /**
   * The call behind a key.
   *
   * @throws IllegalArgumentException this program does not measure it
   */
  Call call(StepKey key) {
    if (key.phase() != Phase.WARM || key.concurrency() != 1 || key.model() != null) {
      throw new IllegalArgumentException(key + ": only .../warm/1 is measured in pairs");
    }
    ToolPath path = paths.get(key.transport());
    return switch (key.tool()) {
      case "load_simulation" -> new Load(path);
      case "run_simulation" -> new Run(path, loaded(path));
      case "get_results" -> new Results(path, loaded(path));
      case "get_job_status" -> new Status(path, loaded(path));
      case "get_parameter_value" -> new Read(path, loaded(path));
      case "set_parameter_value" -> new Write(path, loaded(path));
      default -> throw new IllegalArgumentException(key.tool() + " is not measured in pairs");
    };
  }

  private String loaded(ToolPath path) {
    String id = nextId();
    path.load(model.toString(), id);
    return id;
  }

  private String nextId() {
    return "probe-" + ++ids;
  }

  private static JobView succeeded(JobView job) {
    if (!job.succeeded()) {
      throw new ToolCallException("job " + job.jobId() + " ended as " + job.status());
    }
    return job;
  }

  /** Loads and unloads; the compiled model comes from the cache of the bridge. */
  private final class Load implements Call {
    private final ToolPath path;
    private String id;

    Load(ToolPath path) {
      this.path = path;
    }

    @Override
    public void prepare() {
      id = nextId();
    }

    @Override
    public void call() {
      path.load(model.toString(), id);
    }

    @Override
    public void settle() {
      path.unload(id);
    }
  }

  /** A run of the demo model with another body weight each time, waited for inside the call. */
  private static final class Run implements Call {
    private final ToolPath path;
    private final String simulation;
    private final Write change;
    private JobView job;

    Run(ToolPath path, String simulation) {
      this.path = path;
      this.simulation = simulation;
      this.change = new Write(path, simulation);
    }

    @Override
    public void prepare() {
      change.call();
    }

    @Override
    public void call() {
      job = path.run(simulation);
    }

    @Override
    public void settle() {
      succeeded(job);
    }
  }

  /** Reads the whole result of a run; in process it is also written as JSON, as a server would. */
  private static final class Results implements Call {
    private final ToolPath path;
    private final String simulation;
    private String results;

    Results(ToolPath path, String simulation) {
      this.path = path;
      this.simulation = simulation;
    }

    /** Old results are evicted; a run per burst keeps the one that is read. */
    @Override
    public void beginBurst() {
      results = succeeded(path.run(simulation)).resultsId();
    }

    @Override
    public void call() {
      if (path.result(results).steps() <= 0) {
        throw new ToolCallException("results " + results + " come from a run without a step");
      }
    }
  }

  private static final class Status implements Call {
    private final ToolPath path;
    private final String simulation;
    private String job;

    Status(ToolPath path, String simulation) {
      this.path = path;
      this.simulation = simulation;
    }

    @Override
    public void beginBurst() {
      job = succeeded(path.run(simulation)).jobId();
    }

    @Override
    public void call() {
      succeeded(path.job(job));
    }
  }

  private static final class Read implements Call {
    private final ToolPath path;
    private final String simulation;
    private double value;

    Read(ToolPath path, String simulation) {
      this.path = path;
      this.simulation = simulation;
    }

    @Override
    public void call() {
      value = path.value(simulation, DemoModel.WEIGHT);
    }

    @Override
    public void settle() {
      if (value <= 0) {
        throw new ToolCallException(DemoModel.WEIGHT + " is " + value);
      }
    }
  }

  /** Sets the body weight to two values in turn. */
  private static final class Write implements Call {
    private final ToolPath path;
    private final String simulation;
    private final double value;
    private boolean nudged;

    Write(ToolPath path, String simulation) {
      this.path = path;
      this.simulation = simulation;
      this.value = path.value(simulation, DemoModel.WEIGHT);
    }

    @Override
    public void call() {
      nudged = !nudged;
      double wanted = nudged ? value * (1 + STEP) : value;
      if (path.setValue(simulation, DemoModel.WEIGHT, wanted) != wanted) {
        throw new ToolCallException("set " + DemoModel.WEIGHT + " but got another value");
      }
    }
  }

  @Override
  public void close() {
    paths.get(Transport.REST).close();
    paths.get(Transport.MCP).close();
    server.close();
    bridge.close();
  }
}
