package dev.perfusion.bridge;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.session.SessionRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Gauges over what a bridge holds. */
final class StateMetrics {
  private StateMetrics() {}

  static void register(
      MeterRegistry metrics,
      JobService jobs,
      SessionRegistry sessions,
      ResultStore results,
      AuditTrail audit) {
    FunctionCounter.builder("mcp.audit.events", audit, AuditTrail::events)
        .description("Audit events written")
        .register(metrics);
    FunctionCounter.builder("mcp.audit.events.lost", audit, AuditTrail::lost)
        .description("Audit events that could not be written")
        .register(metrics);
    Gauge.builder("mcp.jobs.queued", jobs, JobService::queued)
        .description("Jobs that wait for a worker")
        .register(metrics);
    Gauge.builder("mcp.jobs.running", jobs, JobService::running)
        .description("Jobs being worked on")
        .register(metrics);
    Gauge.builder("mcp.sessions", sessions, SessionRegistry::size)
        .description("Loaded simulations")
        .register(metrics);
    Gauge.builder("mcp.sessions.size", sessions, SessionRegistry::sizeBytes)
        .description("Memory that models of loaded simulations take, roughly")
        .baseUnit("bytes")
        .register(metrics);
    Gauge.builder("mcp.results", results, ResultStore::size)
        .description("Results in memory")
        .register(metrics);
    Gauge.builder("mcp.results.size", results, ResultStore::sizeBytes)
        .description("Memory that results take")
        .baseUnit("bytes")
        .register(metrics);
  }
}
