package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.job.JobControl;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.session.Session;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** One run of one simulation. */
public final class SimulationTask implements JobTask {
  private static final long BRIEF_NANOS = 10_000_000;

  private final String simulationId;
  private final RunRecipe recipe;
  private final PreparedRun run;
  private final AtomicLong lastNanos;
  private final String backend;
  private final Clock clock;

  /**
   * A run.
   *
   * @param prepared the run, how to make it again, and how long the one before took
   * @param backend name of the adapter, kept with the result
   */
  public SimulationTask(
      String simulationId, Session.Prepared prepared, String backend, Clock clock) {
    this.simulationId = simulationId;
    this.recipe = prepared.recipe();
    this.run = prepared.run();
    this.lastNanos = prepared.lastNanos();
    this.backend = backend;
    this.clock = clock;
  }

  /** From {@link #description()}. */
  static SimulationTask of(
      String simulationId, JsonNode description, SimulationAdapter adapter, Clock clock) {
    RunRecipe recipe = RunRecipe.of(description);
    Session.Prepared prepared =
        new Session.Prepared(
            recipe, recipe.open(adapter).prepare(), new AtomicLong(Long.MAX_VALUE));
    return new SimulationTask(simulationId, prepared, adapter.name(), clock);
  }

  @Override
  public StoredResult run(String resultsId, JobControl control) {
    long start = System.nanoTime();
    var results = run.execute(control);
    lastNanos.set(System.nanoTime() - start);
    control.ran(results);
    return new StoredRun(resultsId, simulationId, backend, clock.instant(), recipe, results);
  }

  @Override
  public boolean brief() {
    return lastNanos.get() < BRIEF_NANOS;
  }

  @Override
  public JsonNode description() {
    return recipe.json();
  }
}
