package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tools over one connection to a server. What is left open is how a call is wrapped. */
abstract class HttpToolPath implements ToolPath, ToolCaller {
  private static final String WAIT = "waitMs";
  private static final int WAIT_MS = 60_000;

  private final JsonMapper json = JsonMapper.shared();
  private final KeepAliveClient client;
  private final long pid;
  private final Runnable stopServer;

  HttpToolPath(KeepAliveClient client, long pid, Runnable stopServer) {
    this.client = client;
    this.pid = pid;
    this.stopServer = stopServer;
  }

  /** Sends a call and returns the tool's answer, unwrapped. */
  abstract JsonNode call(KeepAliveClient client, String tool, ObjectNode arguments)
      throws IOException;

  /** The same over another connection. */
  abstract ToolPath over(KeepAliveClient other);

  @Override
  public final ToolPath another() {
    try {
      return over(client.another());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open one more connection", e);
    }
  }

  /** An empty JSON object. */
  ObjectNode object() {
    return json.createObjectNode();
  }

  byte[] write(JsonNode node) {
    return json.writeValueAsBytes(node);
  }

  JsonNode read(KeepAliveClient.Reply reply) {
    return json.readTree(reply.body());
  }

  @Override
  public final JsonNode call(String tool, ObjectNode arguments) {
    try {
      return call(client, tool, arguments);
    } catch (IOException e) {
      throw new ToolCallException(tool + " broke off: " + e.getMessage(), e);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public boolean load(String file, String simulationId, String simulationName) {
    ObjectNode arguments = object().put("filePath", file).put("simulationId", simulationId);
    if (simulationName != null) {
      arguments.put("simulationName", simulationName);
    }
    return call("load_simulation", arguments)
        .required("metadata")
        .required("cached")
        .booleanValue();
  }

  @Override
  public List<String> parameters(String simulationId, String pattern) {
    JsonNode answer =
        call(
            "list_parameters",
            object().put("simulationId", simulationId).put("searchPattern", pattern));
    List<String> paths = new ArrayList<>();
    answer.required("parameters").forEach(path -> paths.add(path.stringValue()));
    return paths;
  }

  @Override
  public double value(String simulationId, String parameterPath) {
    return call(
            "get_parameter_value",
            object().put("simulationId", simulationId).put("parameterPath", parameterPath))
        .required("parameter")
        .required("value")
        .doubleValue();
  }

  @Override
  public double setValue(String simulationId, String parameterPath, double value) {
    return call(
            "set_parameter_value",
            object()
                .put("simulationId", simulationId)
                .put("parameterPath", parameterPath)
                .put("value", value))
        .required("parameter")
        .required("value")
        .doubleValue();
  }

  /** MCP would hold the answer back for the end of the job, and nobody would see it begin. */
  @Override
  public String submit(String simulationId) {
    return call("run_simulation", object().put("simulationId", simulationId).put(WAIT, 0))
        .required("jobId")
        .stringValue();
  }

  @Override
  public JobView run(String simulationId) {
    JsonNode job =
        call("run_simulation", object().put("simulationId", simulationId).put(WAIT, WAIT_MS));
    JsonNode result = job.path("resultsId");
    return new JobView(
        job.required("jobId").stringValue(),
        job.required("status").stringValue(),
        Double.NaN,
        Double.NaN,
        result.isString() ? result.stringValue() : null);
  }

  @Override
  public void unload(String simulationId) {
    call("unload_simulation", object().put("simulationId", simulationId));
  }

  @Override
  public JobView job(String jobId) {
    JsonNode job = call("get_job_status", object().put("jobId", jobId));
    JsonNode result = job.path("resultHandle").path("resultsId");
    return new JobView(
        jobId,
        job.required("status").stringValue(),
        milliseconds(job.path("queueWaitMs")),
        milliseconds(job.path("executionMs")),
        result.isString() ? result.stringValue() : null);
  }

  private static double milliseconds(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }

  @Override
  public ResultView result(String resultsId) {
    JsonNode answer = call("get_results", object().put("resultsId", resultsId).put("maxPoints", 2));
    return new ResultView(steps(answer), Double.NaN);
  }

  @Override
  public long resultPage(String resultsId) {
    return steps(
        call("get_results", object().put("resultsId", resultsId).put("maxPoints", POINTS)));
  }

  @Override
  public int pkParameters(String resultsId) {
    return call("calculate_pk_parameters", object().put("resultsId", resultsId))
        .required("metrics")
        .size();
  }

  @Override
  public String submitPopulation(String simulationId, ObjectNode workload) {
    return call(
            "run_population_simulation",
            PopulationLimits.arguments(simulationId, workload).put(WAIT, 0))
        .required("jobId")
        .stringValue();
  }

  /** Chunks are downloads over HTTP, also for callers of MCP: the tool hands out addresses. */
  @Override
  public PopulationView population(String resultsId) {
    JsonNode answer = call("get_population_results", object().put("resultsId", resultsId));
    List<Span> reading = new ArrayList<>();
    long bytes = chunks(answer, reading);
    while (answer.path("nextCursor").isString()) {
      answer =
          call(
              "get_population_results",
              object()
                  .put("resultsId", resultsId)
                  .put("cursor", answer.path("nextCursor").stringValue()));
      bytes += chunks(answer, reading);
    }
    return new PopulationView(
        answer.required("progress").required("steps").longValue(), bytes, List.copyOf(reading));
  }

  /** Reads all chunks of a page; their bytes. */
  private long chunks(JsonNode answer, List<Span> reading) {
    long bytes = 0;
    long begin = System.nanoTime();
    for (JsonNode chunk : answer.required("chunks")) {
      String uri = chunk.required("uri").stringValue();
      try {
        bytes += client.download(uri);
      } catch (IOException e) {
        throw new ToolCallException(uri + " broke off: " + e.getMessage(), e);
      }
    }
    reading.add(Span.since(begin));
    return bytes;
  }

  static long steps(JsonNode results) {
    return results.required("statistics").required("steps").longValue();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // The server is about to end; a connection that is broken already is no loss.
    }
    stopServer.run();
  }
}
