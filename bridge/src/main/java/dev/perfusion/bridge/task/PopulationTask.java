package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobControl;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.job.JobWork;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.result.StoredPopulation;
import dev.perfusion.bridge.result.StoredResult;
import java.time.Clock;
import tools.jackson.databind.JsonNode;

/**
 * Runs a population into the folder of its results. Whatever stopped an earlier attempt, also the
 * end of the process, the next one goes on after the last chunk.
 */
public final class PopulationTask implements JobTask {
  private final String simulationId;
  private final PopulationPlan plan;
  private final SimulationAdapter adapter;
  private final StoredPopulations populations;
  private final int threads;
  private final Clock clock;

  PopulationTask(
      String simulationId,
      PopulationPlan plan,
      SimulationAdapter adapter,
      StoredPopulations populations,
      int threads,
      Clock clock) {
    this.simulationId = simulationId;
    this.plan = plan;
    this.adapter = adapter;
    this.populations = populations;
    this.threads = threads;
    this.clock = clock;
  }

  @Override
  public StoredResult run(String resultsId, JobControl control) {
    Manifest manifest =
        adapter.runPopulation(plan, populations.folder(resultsId), threads, new Control(control));
    return switch (manifest.state()) {
      case SUCCEEDED ->
          new StoredPopulation(resultsId, simulationId, adapter.name(), clock.instant());
      case FAILED ->
          throw new BridgeException(
              ErrorCode.INVALID_INPUT,
              manifest.error() + "; get_population_results has the reasons");
      default ->
          throw new BridgeException(
              ErrorCode.TIMEOUT,
              manifest.progress().subjectsDone()
                  + " of "
                  + manifest.subjects()
                  + " subjects are done and stored");
    };
  }

  @Override
  public JsonNode description() {
    return plan.json();
  }

  /** Between the job and the runner. */
  private record Control(JobControl job) implements PopulationControl {
    @Override
    public boolean stopped() {
      return job.stopped();
    }

    @Override
    public void progress(Progress p) {
      job.progress((double) p.subjectsDone() / p.subjects());
      job.work(
          new JobWork(
              p.subjects(),
              p.subjectsDone(),
              p.runsFailed(),
              p.perSecond(),
              Double.isNaN(p.secondsLeft()) ? null : Double.valueOf(p.secondsLeft())));
    }
  }
}
