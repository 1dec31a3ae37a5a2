package dev.perfusion.benchmarks.load;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolCaller;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.gate.document.Transport;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls one tool at each visit, over a connection that stays, and checks the answer. Connects anew
 * after a failure.
 */
final class ToolUser implements User {
  /** Tools that a load can be made of. */
  static final List<String> TOOLS =
      List.of(
          "load_simulation",
          "list_parameters",
          "get_parameter_value",
          "set_parameter_value",
          "run_simulation",
          "get_job_status",
          "get_results",
          "calculate_pk_parameters");

  private static final int POINTS = 100;
  private static final double NUDGE = 1 + 1e-6;

  private final Transport transport;
  private final Endpoint endpoint;
  private final LoadTarget target;
  private final ToolMix mix;
  private final long seed;
  private ToolCaller caller;
  private String loaded;

  ToolUser(Transport transport, Endpoint endpoint, LoadTarget target, ToolMix mix, long seed) {
    this.transport = transport;
    this.endpoint = endpoint;
    this.target = target;
    this.mix = mix;
    this.seed = seed;
    this.caller = ToolPaths.caller(transport, endpoint);
  }

  @Override
  public String visit(long number) {
    if (caller == null) {
      caller = ToolPaths.caller(transport, endpoint);
    }
    String tool = mix.tool(seed, number);
    try {
      call(tool, number);
      return tool;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void call(String tool, long number) {
    switch (tool) {
      case "load_simulation" -> load(number);
      case "list_parameters" ->
          require(
              ofSimulation(tool, of().put("searchPattern", "*")).path("parameters").size() > 0,
              tool);
      case "get_parameter_value" ->
          require(
              ofSimulation(tool, of().put("parameterPath", target.parameter()))
                  .path("parameter")
                  .path("value")
                  .isNumber(),
              tool);
      case "set_parameter_value" -> set(tool, number);
      case "run_simulation" -> target.run(caller);
      case "get_job_status" ->
          require(
              caller
                  .call(tool, of().put("jobId", target.latest().job()))
                  .path("status")
                  .asString("")
                  .equals("succeeded"),
              tool);
      case "get_results" ->
          require(
              caller
                      .call(
                          tool,
                          of().put("resultsId", target.latest().results()).put("maxPoints", POINTS))
                      .path("statistics")
                      .path("steps")
                      .asLong(0)
                  > 0,
              tool);
      case "calculate_pk_parameters" ->
          caller.call(tool, of().put("resultsId", target.latest().results()));
      default -> throw new IllegalArgumentException("unknown tool '" + tool + "'");
    }
  }

  private void load(long number) {
    String simulation = target.simulation() + "-" + number;
    target.load(caller, simulation);
    loaded = simulation;
  }

  private void set(String tool, long number) {
    double value = number % 2 == 0 ? target.value() : target.value() * NUDGE;
    JsonNode answer =
        ofSimulation(tool, of().put("parameterPath", target.parameter()).put("value", value));
    require(answer.path("parameter").path("value").asDouble(Double.NaN) == value, tool);
  }

  private JsonNode ofSimulation(String tool, ObjectNode arguments) {
    return caller.call(tool, arguments.put("simulationId", target.simulation()));
  }

  /** Forgets what the visit loaded. */
  @Override
  public void tidy() {
    if (loaded != null) {
      caller.call("unload_simulation", of().put("simulationId", loaded));
      loaded = null;
    }
  }

  @Override
  public void close() {
    if (caller != null) {
      caller.close();
      caller = null;
    }
  }

  private static void require(boolean holds, String tool) {
    if (!holds) {
      throw new ToolCallException("unexpected answer of " + tool);
    }
  }

  private static ObjectNode of() {
    return JsonNodeFactory.instance.objectNode();
  }
}
