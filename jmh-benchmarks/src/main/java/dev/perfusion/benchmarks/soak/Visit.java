package dev.perfusion.benchmarks.soak;

import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolCaller;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.gate.document.Transport;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one user does, on a connection of their own: load the demo model, look around, read, set,
 * run, wait, fetch results and PK parameters. Every second user comes over MCP; every fourth leaves
 * without unloading.
 */
final class Visit {
  /** Calls of tools, status polls beyond the first not counted. */
  static final int CALLS = 14;

  private static final int READS = 5;
  private static final int FORGETFUL = 4;
  private static final long POLL_MS = 2;
  private static final long PATIENCE_S = 60;

  private final ToolCaller caller;
  private final String simulation;
  private final long number;

  private Visit(ToolCaller caller, long number) {
    this.caller = caller;
    this.number = number;
    this.simulation = "soak-" + number;
  }

  /**
   * A visit from beginning to end.
   *
   * @throws RuntimeException a call failed or its answer is not as it should be
   */
  static void make(SharedServer server, long number) throws InterruptedException {
    Transport transport = number % 2 == 0 ? Transport.REST : Transport.MCP;
    try (ToolCaller caller = ToolPaths.caller(transport, server)) {
      new Visit(caller, number).make();
    }
  }

  private void make() throws InterruptedException {
    caller.call("load_simulation", of().put("filePath", "classpath:demo.pkml"));
    JsonNode list = caller.call("list_parameters", of().put("searchPattern", "**|Volume"));
    List<String> paths =
        IntStream.range(0, READS)
            .mapToObj(i -> list.path("parameters").get(i).stringValue())
            .toList();
    paths.forEach(path -> caller.call("get_parameter_value", of().put("parameterPath", path)));
    double weight = 60 + number % 30;
    JsonNode set =
        caller.call(
            "set_parameter_value",
            of().put("parameterPath", "Organism|Weight").put("value", weight));
    require(set.path("parameter").path("value").asDouble(0) == weight, set);
    String results = run();
    ObjectNode ofResults = JsonNodeFactory.instance.objectNode().put("resultsId", results);
    JsonNode table = caller.call("get_results", ofResults.deepCopy().put("maxPoints", 20));
    require(table.path("statistics").path("steps").asLong(0) > 0, table);
    caller.call("calculate_pk_parameters", ofResults);
    caller.call("describe_simulation", of());
    if (number / 2 % FORGETFUL != 0) {
      caller.call("unload_simulation", of());
    }
  }

  /** Runs to the end; gives the id of the results. */
  private String run() throws InterruptedException {
    String job = caller.call("run_simulation", of()).path("jobId").stringValue();
    ObjectNode ofJob = JsonNodeFactory.instance.objectNode().put("jobId", job);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    JsonNode status = caller.call("get_job_status", ofJob);
    while (!status.path("status").stringValue().equals("succeeded")) {
      require(System.nanoTime() - end < 0, status);
      require(status.path("status").stringValue().matches("queued|running"), status);
      Thread.sleep(POLL_MS);
      status = caller.call("get_job_status", ofJob);
    }
    return status.path("resultHandle").path("resultsId").stringValue();
  }

  private ObjectNode of() {
    return JsonNodeFactory.instance.objectNode().put("simulationId", simulation);
  }

  private static void require(boolean holds, JsonNode answer) {
    if (!holds) {
      throw new ToolCallException("unexpected: " + answer);
    }
  }
}
