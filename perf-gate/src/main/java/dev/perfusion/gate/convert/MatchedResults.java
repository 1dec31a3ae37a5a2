package dev.perfusion.gate.convert;

import dev.perfusion.gate.jmh.JmhMode;
import dev.perfusion.gate.jmh.JmhResult;
import dev.perfusion.gate.jmh.JmhResults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The JMH results that one entry of the metadata stands for: at most one with latencies, one with
 * mean times and one with rates.
 *
 * @param all the results, sorted by mode
 * @param nearMiss identities of results of the same benchmark that do not match
 */
record MatchedResults(List<JmhResult> all, List<String> nearMiss) {

  static MatchedResults find(MeasuredBenchmark entry, JmhResults jmh) {
    List<JmhResult> matches = new ArrayList<>();
    List<String> nearMiss = new ArrayList<>();
    for (JmhResult result : jmh.results()) {
      if (!result.benchmark().equals(entry.benchmark())) {
        continue;
      }
      if (result.params().equals(entry.params())
          && (entry.mode() == null || entry.mode() == result.mode())
          && (entry.threads() == null || entry.threads() == result.threads())) {
        matches.add(result);
      } else {
        nearMiss.add(result.identity());
      }
    }
    if (matches.stream().map(JmhResult::threads).distinct().count() > 1) {
      matches.removeIf(result -> result.threads() != entry.step().concurrency());
    }
    matches.sort(Comparator.comparing(JmhResult::mode));
    refuseAmbiguous(entry, matches);
    return new MatchedResults(matches, nearMiss);
  }

  /** The result with latencies; null without one. */
  JmhResult latencies() {
    return all.stream().filter(result -> result.mode().hasLatencies()).findFirst().orElse(null);
  }

  /** The result of a mode; null without one. */
  JmhResult of(JmhMode mode) {
    return all.stream().filter(result -> result.mode() == mode).findFirst().orElse(null);
  }

  private static void refuseAmbiguous(MeasuredBenchmark entry, List<JmhResult> matches) {
    List<String> latencies =
        matches.stream()
            .filter(result -> result.mode().hasLatencies())
            .map(JmhResult::identity)
            .toList();
    if (latencies.size() > 1 && entry.recorded() == null) {
      throw entry
          .place()
          .problem(
              "matches several JMH results: " + String.join("; ", latencies),
              "state mode and threads");
    }
  }
}
