package dev.perfusion.benchmarks.probe;

import com.sun.management.ThreadMXBean;
import dev.perfusion.bridge.Bridge;
import io.micrometer.core.instrument.Counter;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process has done so far.
 *
 * @param allocated bytes by thread; threads of the VM itself, compilers and collector among them,
 *     are not counted
 * @param cpu time in ns by thread
 * @param solver the solver's counters by name
 */
record Counts(Map<Long, Long> allocated, Map<Long, Long> cpu, Map<String, Double> solver) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<String> SOLVER = List.of("steps", "rhs.calls", "factorisations");

  static Counts of(Bridge bridge) {
    long[] ids = THREADS.getAllThreadIds();
    Map<String, Double> solver = new TreeMap<>();
    for (String name : SOLVER) {
      Counter counter = bridge.metrics().find("mcp.solver." + name).counter();
      if (counter != null) {
        solver.put(name, counter.count());
      }
    }
    return new Counts(
        byThread(ids, THREADS.getThreadAllocatedBytes(ids)),
        byThread(ids, THREADS.getThreadCpuTime(ids)),
        solver);
  }

  private static Map<Long, Long> byThread(long[] ids, long[] values) {
    Map<Long, Long> map = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (values[i] >= 0) {
        map.put(ids[i], values[i]);
      }
    }
    return map;
  }

  /** What was done since; a thread that is new counts from its start, one that ended not at all. */
  Counts minus(Counts before) {
    Map<String, Double> done = new TreeMap<>(solver);
    before.solver.forEach((name, value) -> done.merge(name, -value, Double::sum));
    return new Counts(minus(allocated, before.allocated), minus(cpu, before.cpu), done);
  }

  private static Map<Long, Long> minus(Map<Long, Long> now, Map<Long, Long> before) {
    Map<Long, Long> difference = new HashMap<>();
    now.forEach((id, value) -> difference.put(id, value - before.getOrDefault(id, 0L)));
    return difference;
  }

  long allocatedBytes() {
    return sum(allocated);
  }

  long cpuNanos() {
    return sum(cpu);
  }

  private static long sum(Map<Long, Long> values) {
    return values.values().stream().mapToLong(Long::longValue).sum();
  }
}
