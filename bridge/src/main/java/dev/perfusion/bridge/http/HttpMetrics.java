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

  private record RouteMeters(
      Timer duration,
      Timer serialisation,
      AtomicInteger inProgress,
      Map<Integer, Counter> byStatus) {}

  HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void begin(String method, String template) {
    meters(method, template).inProgress().incrementAndGet();
  }

  void end(String method, String template, int status, long nanos) {
    RouteMeters meters = meters(method, template);
    meters.inProgress().decrementAndGet();
    meters.duration().record(nanos, TimeUnit.NANOSECONDS);
    meters.byStatus().computeIfAbsent(status, s -> counter(method, template, s)).increment();
  }

  void serialised(String method, String template, long nanos) {
    meters(method, template).serialisation().record(nanos, TimeUnit.NANOSECONDS);
  }

  private RouteMeters meters(String method, String template) {
    return routes.computeIfAbsent(new Route(method, template), this::create);
  }

  private RouteMeters create(Route route) {
    AtomicInteger inProgress = new AtomicInteger();
    Gauge.builder("mcp.http.requests.in.progress", inProgress, AtomicInteger::get)
        .description("Requests under way")
        .tag("method", route.method())
        .tag("route", route.template())
        .register(registry);
    return new RouteMeters(
        timer("mcp.http.request.duration", "Time of a request", route),
        timer("mcp.http.serialisation", "Time to write the JSON of an answer", route),
        inProgress,
        new ConcurrentHashMap<>());
  }

  private Timer timer(String name, String description, Route route) {
    return Timer.builder(name)
        .description(description)
        .tag("method", route.method())
        .tag("route", route.template())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter counter(String method, String template, int status) {
    return Counter.builder("mcp.http.requests")
        .description("Requests")
        .tag("method", method)
        .tag("route", template)
        .tag("status_code", Integer.toString(status))
        .register(registry);
  }
}
