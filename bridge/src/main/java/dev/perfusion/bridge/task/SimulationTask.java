package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.job.JobControl;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import java.time.Clock;
import tools.jackson.databind.JsonNode;

/** One run of one simulation. */
public final class SimulationTask implements JobTask {
  private final String simulationId;
  private final RunRecipe recipe;
  private final PreparedRun run;
  private final String backend;
  private final Clock clock;

  /**
   * @param recipe how to make the run again
   * @param run made from the recipe
   * @param backend name of the adapter, kept with the result
   */
  public SimulationTask(
      String simulationId, RunRecipe recipe, PreparedRun run, String backend, Clock clock) {
    this.simulationId = simulationId;
    this.recipe = recipe;
    this.run = run;
    this.backend = backend;
    this.clock = clock;
  }

  /** From {@link #description()}. */
  static SimulationTask of(
      String simulationId, JsonNode description, SimulationAdapter adapter, Clock clock) {
    RunRecipe recipe = RunRecipe.of(description);
    return new SimulationTask(
        simulationId, recipe, recipe.open(adapter).prepare(), adapter.name(), clock);
  }

  @Override
  public StoredResult run(String resultsId, JobControl control) {
    var results = run.execute(control);
    control.ran(results);
    return new StoredRun(resultsId, simulationId, backend, clock.instant(), recipe, results);
  }

  @Override
  public JsonNode description() {
    return recipe.json();
  }
}
