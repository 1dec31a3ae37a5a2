package dev.perfusion.benchmarks.profile;

import java.util.List;

/**
 * A way to take CPU samples, best first.
 *
 * <p>async-profiler's {@code event=cpu} falls back silently where the kernel forbids perf events.
 * Each engine is therefore asked for by its own name, so that the one in use is known and can be
 * written beside the flame graph.
 */
public enum SamplingEngine {
  /** perf events with kernel frames. */
  PERF("event=cpu-clock", "perf events, with kernel frames"),
  /** perf events where only user space may be seen. */
  PERF_USER("event=cpu-clock,alluser", "perf events, user frames only"),
  /** A CPU-time timer per thread: no kernel frames, resolution of a kernel tick. */
  CTIMER("event=ctimer", "ctimer: perf events are not available, no kernel frames"),
  /** One timer for the process: as ctimer, and unfair between threads. */
  ITIMER("event=itimer", "itimer: neither perf events nor per-thread timers are available");

  private final String arguments;
  private final String description;

  SamplingEngine(String arguments, String description) {
    this.arguments = arguments;
    this.description = description;
  }

  /** Arguments that select it. */
  public String arguments() {
    return arguments;
  }

  /** What a reader should know about it. */
  public String description() {
    return description;
  }

  /** All, best first. */
  static List<SamplingEngine> bestFirst() {
    return List.of(values());
  }
}
