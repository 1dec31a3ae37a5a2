package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.result.StoredPopulation;
import dev.perfusion.bridge.session.Session;
import java.time.Clock;
import tools.jackson.databind.JsonNode;

/** Makes tasks: from sessions, and anew after a restart. */
public final class Tasks implements JobTask.Restorer {
  private final SimulationAdapter adapter;
  private final StoredPopulations populations;
  private final int threads;
  private final Clock clock;

  /**
   * Tasks on an engine.
   *
   * @param populations where results of populations go
   * @param threads runs of one analysis at the same time
   */
  public Tasks(SimulationAdapter adapter, StoredPopulations populations, int threads, Clock clock) {
    this.adapter = adapter;
    this.populations = populations;
    this.threads = threads;
    this.clock = clock;
  }

  /** A run of a session with the values of now. */
  public JobTask simulation(Session session) {
    return new SimulationTask(session.simulationId(), session.prepare(), adapter.name(), clock);
  }

  /** The runs of a plan. */
  public JobTask sensitivity(String simulationId, SensitivityPlan plan) {
    return new SensitivityTask(simulationId, plan, adapter, threads, clock);
  }

  /** The individuals of a plan, on all processors. */
  public JobTask population(String simulationId, PopulationPlan plan) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new PopulationTask(simulationId, plan, adapter, populations, processors, clock);
  }

  @Override
  public JobTask restore(String type, String simulationId, JsonNode description) {
    return switch (type) {
      case JobRequest.SIMULATION -> SimulationTask.of(simulationId, description, adapter, clock);
      case SensitivityTask.TYPE -> sensitivity(simulationId, SensitivityPlan.of(description));
      case StoredPopulation.TYPE -> population(simulationId, PopulationPlan.of(description));
      default ->
          throw new BridgeException(
              ErrorCode.INTERNAL_ERROR, "this version does not know jobs of type " + type);
    };
  }
}
