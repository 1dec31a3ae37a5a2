package dev.perfusion.benchmarks.load;

import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolCaller;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all users of a load work on: a loaded simulation, a parameter of it, and the latest run,
 * which is still kept when older ones are not.
 */
final class LoadTarget {
  private static final String PREFERRED_PARAMETER = "Organism|Weight";
  private static final int PATIENCE_MS = 60_000;

  private final LoadPlan plan;
  private final String simulation;
  private final String parameter;
  private final double value;
  private final AtomicReference<Run> run = new AtomicReference<>();

  /** A run that has succeeded. */
  record Run(String job, String results) {}

  private LoadTarget(LoadPlan plan, String simulation, String parameter, double value) {
    this.plan = plan;
    this.simulation = simulation;
    this.parameter = parameter;
    this.value = value;
  }

  /**
   * Loads, chooses a parameter, runs once.
   *
   * @param plan names the model
   * @param simulation an id that is not taken
   */
  static LoadTarget prepare(ToolCaller caller, LoadPlan plan, String simulation) {
    load(caller, plan, simulation);
    String parameter = choose(caller, simulation);
    JsonNode read =
        caller.call(
            "get_parameter_value",
            of().put("simulationId", simulation).put("parameterPath", parameter));
    double value = read.required("parameter").required("value").doubleValue();
    LoadTarget target = new LoadTarget(plan, simulation, parameter, value);
    target.run(caller);
    return target;
  }

  private static void load(ToolCaller caller, LoadPlan plan, String simulation) {
    ObjectNode arguments = of().put("filePath", plan.model()).put("simulationId", simulation);
    plan.simulation().ifPresent(name -> arguments.put("simulationName", name));
    caller.call("load_simulation", arguments);
  }

  /** Loads the model once more under another id. */
  void load(ToolCaller caller, String other) {
    load(caller, plan, other);
  }

  private static String choose(ToolCaller caller, String simulation) {
    for (String pattern : new String[] {PREFERRED_PARAMETER, "*"}) {
      JsonNode found =
          caller
              .call(
                  "list_parameters",
                  of().put("simulationId", simulation).put("searchPattern", pattern))
              .path("parameters");
      if (found.size() > 0) {
        return found.get(0).stringValue();
      }
    }
    throw new ToolCallException("the model has no parameter to read and write");
  }

  /** Runs and waits inside the call. */
  void run(ToolCaller caller) {
    JsonNode ended =
        caller.call(
            "run_simulation", of().put("simulationId", simulation).put("waitMs", PATIENCE_MS));
    if (!ended.path("status").asString("").equals("succeeded")) {
      throw new ToolCallException("the run is not a success: " + ended);
    }
    run.set(
        new Run(ended.required("jobId").stringValue(), ended.required("resultsId").stringValue()));
  }

  void unload(ToolCaller caller) {
    caller.call("unload_simulation", of().put("simulationId", simulation));
  }

  String simulation() {
    return simulation;
  }

  String parameter() {
    return parameter;
  }

  /** Value of the parameter in the beginning, base unit. */
  double value() {
    return value;
  }

  /** The latest run. */
  Run latest() {
    return run.get();
  }

  private static ObjectNode of() {
    return JsonNodeFactory.instance.objectNode();
  }
}
