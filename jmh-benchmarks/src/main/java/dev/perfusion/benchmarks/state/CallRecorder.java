package dev.perfusion.benchmarks.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Times of single calls by tool, for what JMH cannot time apart. */
final class CallRecorder {
  private static final double NANOS_PER_MS = 1e6;

  private final Map<String, List<Double>> series = new TreeMap<>();

  void time(String tool, Runnable call) {
    long begin = System.nanoTime();
    call.run();
    add(tool, System.nanoTime() - begin);
  }

  void add(String tool, long nanos) {
    series.computeIfAbsent(tool, name -> new ArrayList<>()).add(nanos / NANOS_PER_MS);
  }

  void clear() {
    series.clear();
  }

  /** Times in ms. */
  Map<String, List<Double>> series() {
    Map<String, List<Double>> copy = new TreeMap<>();
    series.forEach((tool, times) -> copy.put(tool, List.copyOf(times)));
    return copy;
  }
}
