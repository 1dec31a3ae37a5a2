package dev.perfusion.benchmarks.record;

import java.util.List;
import java.util.Map;

/**
 * What one fork has to say beside its latencies, which travel in the JMH result.
 *
 * @param key {@code tool/transport/phase/concurrency}
 * @param resources of the process that did the work; null in a profiled fork and where the process
 *     is not known
 * @param jobs of the runs of this fork, in order; empty where nothing was run
 * @param recorded times in ms that the fork took itself, by tool
 * @param batch calls per timed sample
 * @param parameter path that was read or written, null when none
 * @param transfer what was read of populations; null where nothing was
 * @param flameGraph null unless the fork was profiled
 */
public record ForkRecord(
    String key,
    Resources resources,
    List<JobTiming> jobs,
    Map<String, List<Double>> recorded,
    int batch,
    String parameter,
    Transfer transfer,
    FlameGraph flameGraph) {
  /** A record of a profiled fork. */
  public static ForkRecord profiled(String key, FlameGraph flameGraph) {
    return new ForkRecord(key, null, List.of(), Map.of(), 1, null, null, flameGraph);
  }
}
