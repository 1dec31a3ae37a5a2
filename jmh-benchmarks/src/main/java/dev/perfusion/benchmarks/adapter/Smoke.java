package dev.perfusion.benchmarks.adapter;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.tool.CalculatePkParameters;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.UnloadSimulation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One use of each tool on a model, as the plan's smoke scenario has it. */
final class Smoke {
  static final String RUN = "run_simulation";
  static final String ALL = "whole iteration";
  private static final String WEIGHT = "Organism|Weight";
  private static final String ID = "smoke";

  private final Bridge bridge;
  private final String model;

  Smoke(Bridge bridge, String model) {
    this.bridge = bridge;
    this.model = model;
  }

  /**
   * Calls all tools.
   *
   * @return tool to time (ns); the last entry is the sum
   */
  Map<String, Long> iteration(int number) {
    Map<String, Long> times = new LinkedHashMap<>();
    timed(times, "load_simulation", () -> bridge.call(new LoadSimulation.Request(model, ID)));
    timed(
        times,
        "get_parameter_value",
        () ->
            bridge.call(
                "get_parameter_value", Map.of("simulationId", ID, "parameterPath", WEIGHT)));
    timed(
        times,
        "set_parameter_value",
        () ->
            bridge.call(
                "set_parameter_value",
                Map.of("simulationId", ID, "parameterPath", WEIGHT, "value", 60 + number % 30)));
    RunSimulation.Response job =
        timed(times, RUN, () -> bridge.call(RunSimulation.Request.andWait(ID)));
    if (!job.status().equals("succeeded")) {
      throw new IllegalStateException("the run ended as " + job.status() + ": " + job.error());
    }
    timed(
        times, "get_job_status", () -> bridge.call("get_job_status", Map.of("jobId", job.jobId())));
    timed(
        times,
        "get_results",
        () -> bridge.call("get_results", Map.of("resultsId", job.resultsId())));
    timed(
        times,
        "calculate_pk_parameters",
        () -> bridge.call(CalculatePkParameters.Request.of(job.resultsId())));
    bridge.call(new UnloadSimulation.Request(ID));
    times.put(ALL, times.values().stream().mapToLong(Long::longValue).sum());
    return times;
  }

  private static <T> T timed(Map<String, Long> times, String tool, Supplier<T> call) {
    long start = System.nanoTime();
    T answer = call.get();
    times.put(tool, System.nanoTime() - start);
    return answer;
  }
}
