package dev.perfusion.bridge;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.job.JobListener;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.engine.Results;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notes changes of jobs in audit and metrics. */
final class JobObserver implements JobListener {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MS = 1e3;

  private final AuditTrail audit;
  private final Map<JobState, Counter> finished = new EnumMap<>(JobState.class);
  private final Timer queueWait;
  private final Timer execution;
  private final SolverMetrics solver;
  private final PopulationMetrics populations;

  JobObserver(AuditTrail audit, MeterRegistry metrics) {
    this.audit = audit;
    this.solver = new SolverMetrics(metrics);
    this.populations = new PopulationMetrics(metrics);
    this.queueWait =
        Timer.builder("mcp.job.queue.wait")
            .description("Time from acceptance of a job to the start of work")
            .publishPercentileHistogram()
            .register(metrics);
    this.execution =
        Timer.builder("mcp.job.execution")
            .description("Time from the start of work on a job to its end")
            .publishPercentileHistogram()
            .register(metrics);
    for (JobState state : JobState.values()) {
      if (state.terminal()) {
        finished.put(
            state,
            Counter.builder("mcp.job.finished")
                .description("Jobs that reached their final state")
                .tag("status", state.wireName())
                .register(metrics));
      }
    }
  }

  @Override
  public void changed(JobRecord job) {
    if (job.state() == JobState.RUNNING && job.attempts() == 1) {
      queueWait.record(job.queueWaitNanos(), TimeUnit.NANOSECONDS);
    }
    if (job.state().terminal()) {
      finished.get(job.state()).increment();
      if (job.executionNanos() != null) {
        execution.record(job.executionNanos(), TimeUnit.NANOSECONDS);
      }
    }
    populations.note(job);
    String type = "job." + job.type() + "." + job.state().wireName();
    // Who hears of it does so by a call that is an event itself, and comes later.
    audit.note(type, () -> payload(job));
  }

  @Override
  public void ran(Results results) {
    solver.add(results);
  }

  private static ObjectNode payload(JobRecord job) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    ObjectNode node = event.putObject("job");
    node.put("jobId", job.jobId());
    node.put("simulationId", job.simulationId());
    node.put("jobType", job.type());
    node.put("status", job.state().wireName());
    node.put("attempts", job.attempts());
    node.put("maxRetries", job.maxRetries());
    node.put("timeoutSeconds", job.timeoutSeconds());
    node.put("submittedAt", text(job.submittedAt()));
    node.put("startedAt", text(job.startedAt()));
    node.put("finishedAt", text(job.finishedAt()));
    node.put("queueWaitMs", milliseconds(job.queueWaitNanos()));
    node.put("executionMs", milliseconds(job.executionNanos()));
    node.put("resultId", job.resultsId());
    if (job.error() != null) {
      event.put("error", job.error().message());
    }
    return event;
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Double milliseconds(Long nanos) {
    return nanos == null
        ? null
        : Double.valueOf(Math.rint(nanos / NANOS_PER_MICRO) / MICROS_PER_MS);
  }
}
