package dev.perfusion.benchmarks.path;

/** A span of {@link System#nanoTime()}. */
public record Span(long beginNanos, long endNanos) {
  /** From a point in time until now. */
  static Span since(long beginNanos) {
    return new Span(beginNanos, System.nanoTime());
  }
}
