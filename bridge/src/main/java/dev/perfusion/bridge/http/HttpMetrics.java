package dev.perfusion.bridge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Counts and times requests by route template, so that ids in paths make no new series. */
final class HttpMetrics {
  private static final Duration[] BUCKETS =
      LongStream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Route, RouteMeters> routes = new ConcurrentHashMap<>();

  private record Route(String method, String template) {}

  /** Meters of a route. */
  final class RouteMeters {
    private final Route route;
    private final Timer duration;
    private final Timer serialisation;
    private final AtomicInteger inProgress = new AtomicInteger();
    private final Map<Integer, Counter> byStatus = new ConcurrentHashMap<>();

    private RouteMeters(Route route) {
      this.route = route;
      this.duration = timer("mcp.http.request.duration", "Time of a request", route);
      this.serialisation =
          timer("mcp.http.serialisation", "Time to write the JSON of an answer", route);
      Gauge.builder("mcp.http.requests.in.progress", inProgress, AtomicInteger::get)
          .description("Requests under way")
          .tag("method", route.method())
          .tag("route", route.template())
          .register(registry);
    }

    void begin() {
      inProgress.incrementAndGet();
    }

    void end(int status, long nanos) {
      inProgress.decrementAndGet();
      duration.record(nanos, TimeUnit.NANOSECONDS);
      byStatus.computeIfAbsent(status, s -> counter(route, s)).increment();
    }

    void serialised(long nanos) {
      serialisation.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  RouteMeters of(String method, String template) {
    return routes.computeIfAbsent(new Route(method, template), RouteMeters::new);
  }

  private Timer timer(String name, String description, Route route) {
    return Timer.builder(name)
        .description(description)
        .tag("method", route.method())
        .tag("route", route.template())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter counter(Route route, int status) {
    return Counter.builder("mcp.http.requests")
        .description("Requests")
        .tag("method", route.method())
        .tag("route", route.template())
        .tag("status_code", Integer.toString(status))
        .register(registry);
  }
}
