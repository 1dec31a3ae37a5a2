package dev.perfusion.benchmarks.path;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.CalculatePkParameters;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.GetParameterValue;
import dev.perfusion.bridge.tool.GetPopulationResults;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.ListParameters;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunPopulationSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.SetParameterValue;
import dev.perfusion.bridge.tool.ToolRequest;
import dev.perfusion.bridge.tool.UnloadSimulation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The tools of a bridge in this JVM, called with their request records. Audit is on. */
final class InProcessPath implements ToolPath {
  private static final double NANOS_PER_MS = 1e6;
  private static final String POPULATION_TOOL = "run_population_simulation";
  private static final int PIECE = 1 << 18;

  private final Bridge bridge;
  private final boolean owner;

  InProcessPath(Bridge bridge) {
    this(bridge, true);
  }

  private InProcessPath(Bridge bridge, boolean owner) {
    this.bridge = bridge;
    this.owner = owner;
  }

  static InProcessPath open(Path models, Path state) {
    return new InProcessPath(
        Bridge.open(
            BridgeConfig.builder()
                .modelSearchPaths(models)
                .adapter(AdapterEnvironment.settings())
                .auditEnabled(true)
                .auditDirectory(state.resolve("audit"))
                .populationDirectory(state.resolve("population-results"))
                .build()));
  }

  private <Q extends Record & ToolRequest<R>, R extends Record> R call(Q request) {
    try {
      return bridge.<Q, R>call(request);
    } catch (BridgeException e) {
      throw new ToolCallException(request + " failed: " + e.getMessage(), e);
    }
  }

  /** The bridge is for many threads; only the first path closes it. */
  @Override
  public ToolPath another() {
    return new InProcessPath(bridge, false);
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public boolean load(String file, String simulationId, String simulationName) {
    return call(new LoadSimulation.Request(file, simulationId, simulationName)).metadata().cached();
  }

  @Override
  public List<String> parameters(String simulationId, String pattern) {
    return call(ListParameters.Request.of(simulationId, pattern)).parameters();
  }

  @Override
  public double value(String simulationId, String parameterPath) {
    return call(new GetParameterValue.Request(simulationId, parameterPath)).parameter().value();
  }

  @Override
  public double setValue(String simulationId, String parameterPath, double value) {
    return call(SetParameterValue.Request.of(simulationId, parameterPath, value))
        .parameter()
        .value();
  }

  @Override
  public String submit(String simulationId) {
    return call(RunSimulation.Request.of(simulationId)).jobId();
  }

  @Override
  public JobView run(String simulationId) {
    RunSimulation.Response job = call(RunSimulation.Request.andWait(simulationId));
    return new JobView(job.jobId(), job.status(), Double.NaN, Double.NaN, job.resultsId());
  }

  @Override
  public void unload(String simulationId) {
    call(new UnloadSimulation.Request(simulationId));
  }

  @Override
  public JobView job(String jobId) {
    GetJobStatus.Response job = call(new GetJobStatus.Request(jobId));
    return new JobView(
        jobId,
        job.status(),
        milliseconds(job.queueWaitMs()),
        milliseconds(job.executionMs()),
        job.resultHandle() == null ? null : job.resultHandle().resultsId());
  }

  private static double milliseconds(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Also does, and times, what a transport does with the whole result: writing it as JSON. */
  @Override
  public ResultView result(String resultsId) {
    GetResults.Response results = call(GetResults.Request.of(resultsId));
    long start = System.nanoTime();
    byte[] written = Json.bytes(results);
    double elapsedMs = (System.nanoTime() - start) / NANOS_PER_MS;
    if (written.length == 0) {
      throw new ToolCallException("results " + resultsId + " were written as nothing");
    }
    return new ResultView(results.statistics().steps(), elapsedMs);
  }

  /** Written as JSON, which a caller in process has no need of, would be another measure. */
  @Override
  public long resultPage(String resultsId) {
    return call(GetResults.Request.of(resultsId, null, POINTS)).statistics().steps();
  }

  @Override
  public int pkParameters(String resultsId) {
    return call(CalculatePkParameters.Request.of(resultsId)).metrics().size();
  }

  /** By name, as the members of a workload are arguments of the tool. */
  @Override
  public String submitPopulation(String simulationId, ObjectNode workload) {
    ObjectNode arguments = PopulationLimits.arguments(simulationId, workload);
    try {
      return ((RunPopulationSimulation.Response) bridge.call(POPULATION_TOOL, arguments)).jobId();
    } catch (BridgeException e) {
      throw new ToolCallException(POPULATION_TOOL + " failed: " + e.getMessage(), e);
    }
  }

  /** Chunks are read from the files, which is what a program in the same process does. */
  @Override
  public PopulationView population(String resultsId) {
    GetPopulationResults.Response results = call(GetPopulationResults.Request.of(resultsId));
    long bytes = 0;
    long begin = System.nanoTime();
    byte[] piece = new byte[PIECE];
    for (GetPopulationResults.Chunk chunk : results.chunks()) {
      Path file =
          bridge
              .populations()
              .file(resultsId, bridge.populations().chunk(resultsId, chunk.chunkId()));
      try (InputStream stream = Files.newInputStream(file)) {
        for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
          bytes += read;
        }
      } catch (IOException e) {
        throw new ToolCallException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return new PopulationView(results.progress().steps(), bytes, List.of(Span.since(begin)));
  }

  @Override
  public void close() {
    if (owner) {
      bridge.close();
    }
  }
}
