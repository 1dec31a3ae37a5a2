package dev.perfusion.benchmarks.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Times by what was timed (ns). */
final class Timings {
  private static final double NANOS_PER_MS = 1e6;

  private final Map<String, List<Long>> times = new LinkedHashMap<>();

  void add(Map<String, Long> more) {
    more.forEach((what, nanos) -> times.computeIfAbsent(what, w -> new ArrayList<>()).add(nanos));
  }

  Set<String> names() {
    return times.keySet();
  }

  /** Percentile by nearest rank (ms). */
  double ms(String what, double share) {
    long[] sorted = times.get(what).stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] / NANOS_PER_MS;
  }

  /** Median and 95th percentile. */
  String cell(String what) {
    return text(ms(what, 0.5)) + " / " + text(ms(what, 0.95));
  }

  static String text(double ms) {
    return String.format(Locale.ROOT, ms < 10 ? "%.3f" : "%.1f", ms);
  }
}
