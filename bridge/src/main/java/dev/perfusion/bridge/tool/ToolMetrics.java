package dev.perfusion.bridge.tool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times tool calls. */
final class ToolMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final Map<String, Meters> byTool = new ConcurrentHashMap<>();

  ToolMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The meters of one tool. */
  record Meters(Counter success, Counter error, Timer duration, AtomicInteger inProgress) {}

  Meters of(String tool) {
    return byTool.computeIfAbsent(tool, this::create);
  }

  private Meters create(String tool) {
    AtomicInteger inProgress = new AtomicInteger();
    Gauge.builder("mcp.tool.invocations.in.progress", inProgress, AtomicInteger::get)
        .description("Tool calls under way")
        .tag("tool", tool)
        .register(registry);
    Timer duration =
        Timer.builder("mcp.tool.duration")
            .description("Time from validation to answer of a tool call")
            .tag("tool", tool)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    return new Meters(counter(tool, "success"), counter(tool, "error"), duration, inProgress);
  }

  private Counter counter(String tool, String status) {
    return Counter.builder("mcp.tool.invocations")
        .description("Tool calls")
        .tag("tool", tool)
        .tag("status", status)
        .register(registry);
  }
}
