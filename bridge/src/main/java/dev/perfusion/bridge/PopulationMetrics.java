package dev.perfusion.bridge;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.result.StoredPopulation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts what the population jobs of this process have done, at their end. */
final class PopulationMetrics {
  private final Map<JobState, Counter> jobs = new EnumMap<>(JobState.class);
  private final Counter subjects;
  private final Counter failedRuns;

  PopulationMetrics(MeterRegistry metrics) {
    for (JobState state : JobState.values()) {
      if (state.terminal()) {
        jobs.put(
            state,
            Counter.builder("mcp.population.jobs")
                .description("Population jobs that reached their final state")
                .tag("status", state.wireName())
                .register(metrics));
      }
    }
    this.subjects =
        Counter.builder("mcp.population.subjects")
            .description("Subjects of population jobs that ended, as far as they got")
            .register(metrics);
    this.failedRuns =
        Counter.builder("mcp.population.failed.runs")
            .description("Runs of population jobs that did not reach their end")
            .register(metrics);
  }

  void note(JobRecord job) {
    if (!job.type().equals(StoredPopulation.TYPE) || !job.state().terminal()) {
      return;
    }
    jobs.get(job.state()).increment();
    if (job.work() != null) {
      subjects.increment(job.work().done());
      failedRuns.increment(job.work().failedRuns());
    }
  }
}
