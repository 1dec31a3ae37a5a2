package dev.perfusion.bridge;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the solver did in all finished runs together. */
final class SolverMetrics {
  private final Timer run;
  private final Counter steps;
  private final Counter rhsCalls;
  private final Counter jacobians;
  private final Counter factorisations;
  private final Counter errorTestFailures;
  private final Counter convergenceFailures;

  SolverMetrics(MeterRegistry metrics) {
    run =
        Timer.builder("mcp.solver.run")
            .description("Time of the integration alone")
            .publishPercentileHistogram()
            .register(metrics);
    steps = counter(metrics, "steps", "Internal steps of the solver");
    rhsCalls = counter(metrics, "rhs.calls", "Evaluations of the right-hand side");
    jacobians = counter(metrics, "jacobians", "Evaluations of the Jacobian");
    factorisations = counter(metrics, "factorisations", "Factorisations of the Newton matrix");
    errorTestFailures =
        counter(metrics, "error.test.failures", "Steps that were too inaccurate and were repeated");
    convergenceFailures =
        counter(metrics, "convergence.failures", "Steps whose Newton iteration did not converge");
  }

  private static Counter counter(MeterRegistry metrics, String name, String description) {
    return Counter.builder("mcp.solver." + name).description(description).register(metrics);
  }

  void add(Results results) {
    run.record(results.runNanos(), TimeUnit.NANOSECONDS);
    SolverStatistics s = results.statistics();
    steps.increment(s.steps());
    rhsCalls.increment(s.rhsCalls());
    jacobians.increment(s.jacobians());
    factorisations.increment(s.factorisations());
    errorTestFailures.increment(s.errorTestFailures());
    convergenceFailures.increment(s.convergenceFailures());
  }
}
