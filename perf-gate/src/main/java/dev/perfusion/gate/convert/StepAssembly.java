package dev.perfusion.gate.convert;

import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.document.Step.AverageTime;
import dev.perfusion.gate.document.Step.Throughput;
import dev.perfusion.gate.document.Timing;
import dev.perfusion.gate.jmh.JmhMode;
import dev.perfusion.gate.jmh.JmhResult;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;
import dev.perfusion.gate.stats.Steadiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Builds one step from an entry of the metadata and its JMH results. */
final class StepAssembly {
  /** Below this, single calls timed by JMH give an over-weighted tail. */
  private static final double BATCH_BELOW_MS = 0.05;

  private static final Set<String> FAILED = Set.of("failed", "timeout", "cancelled");

  private final MeasuredBenchmark entry;
  private final MatchedResults matched;
  private final List<String> failures = new ArrayList<>();
  private final List<String> warnings;

  StepAssembly(MeasuredBenchmark entry, MatchedResults matched, List<String> warnings) {
    this.entry = entry;
    this.matched = matched;
    this.warnings = warnings;
  }

  Step build() {
    JmhResult latencies = entry.recorded() == null ? matched.latencies() : null;
    long undivided = undivided(latencies);
    long calls = Math.multiplyExact(undivided, entry.operationsPerInvocation());
    List<Samples> forks = forks(latencies, undivided);
    SeriesStats stats = SeriesStats.of(Samples.pooled(forks));
    Timing timing = timing(calls);
    if (timing == Timing.PER_CALL
        && latencies != null
        && stats.count() > 0
        && stats.p50() < BATCH_BELOW_MS) {
      warnings.add(
          entry.step()
              + ": calls of less than 50 us were timed one by one; JMH over-weights their rare"
              + " slow values, time them in batches");
    }
    JmhResult first = matched.all().isEmpty() ? null : matched.all().get(0);
    long failedJobs =
        entry.statuses() == null
            ? 0
            : entry.statuses().entrySet().stream()
                .filter(status -> FAILED.contains(status.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    long errors = Math.max(entry.errors(), failedJobs) + failures.size();
    return new Step(
        stats,
        entry.step(),
        new Step.Method(
            timing,
            calls,
            entry.benchmark(),
            latencies == null ? null : latencies.mode().wireName(),
            entry.params()),
        forks.stream().map(SeriesStats::of).toList(),
        steadiness(latencies, undivided),
        errors,
        List.copyOf(failures),
        entry.statuses(),
        entry.resources(),
        entry.adapterTimings() == null ? null : entry.adapterTimings().toTimings(),
        averageTime(matched.of(JmhMode.AVERAGE_TIME), undivided),
        throughput(matched.of(JmhMode.THROUGHPUT), undivided),
        entry.place().get("megabytesPerSecond").numberOrNull(),
        first == null || first.counters().isEmpty() ? null : first.counters(),
        histogram(forks));
  }

  /** Of each fork; null where single shots or a recorder leave no iterations to compare. */
  private List<Steadiness> steadiness(JmhResult latencies, long undivided) {
    if (latencies == null || latencies.mode() != JmhMode.SAMPLE) {
      return null;
    }
    List<Steadiness> all = new ArrayList<>();
    for (List<Double> medians : latencies.iterationMedians()) {
      Steadiness fork = Steadiness.of(medians.stream().map(median -> median / undivided).toList());
      all.add(fork);
      if (Boolean.FALSE.equals(fork.steady())) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s: fork %d was not steady: its median %s by %.0f %% over %d iterations; %s",
                entry.step(),
                all.size(),
                fork.driftPercent() < 0 ? "fell" : "rose",
                Math.abs(fork.driftPercent()),
                medians.size(),
                fork.driftPercent() < 0
                    ? "warm up longer"
                    : "something grows, or the machine slowed"));
      }
    }
    return all;
  }

  /** Calls per timed operation that nobody has divided by yet. */
  private long undivided(JmhResult latencies) {
    if (entry.batchSize() != null) {
      return entry.batchSize();
    }
    return latencies == null ? 1 : latencies.measurementBatchSize();
  }

  private List<Samples> forks(JmhResult latencies, long undivided) {
    List<Samples> forks = List.of();
    if (entry.recorded() != null) {
      forks = entry.recorded();
      if (forks.isEmpty()) {
        failures.add("the recorder holds no samples");
      }
    } else if (latencies != null) {
      forks = latencies.forks();
      if (latencies.fault() != null) {
        failures.add(latencies.fault());
      }
    } else if (matched.all().isEmpty()) {
      failures.add(missing());
    }
    return undivided == 1 ? forks : forks.stream().map(fork -> fork.dividedBy(undivided)).toList();
  }

  private String missing() {
    String text = "JMH has no result for " + entry.benchmark() + " with params " + entry.params();
    String others =
        matched.nearMiss().isEmpty() ? "" : "; it has " + String.join("; ", matched.nearMiss());
    return text + ": the benchmark failed or was not run" + others;
  }

  private Timing timing(long calls) {
    Timing stated = entry.timing();
    boolean measured = entry.recorded() != null || matched.latencies() != null;
    if (measured
        && (stated == Timing.PER_CALL && calls > 1 || stated == Timing.BATCHED && calls == 1)) {
      throw entry
          .place()
          .get("timing")
          .problem(
              "\"" + stated.wireName() + "\" does not fit " + calls + " calls per sample",
              "correct timing, batchSize or operationsPerInvocation");
    }
    if (stated != null) {
      return stated;
    }
    if (entry.recorded() != null) {
      return Timing.RECORDER;
    }
    return calls > 1 ? Timing.BATCHED : Timing.PER_CALL;
  }

  private AverageTime averageTime(JmhResult result, long undivided) {
    if (!usable(result)) {
      return null;
    }
    return new AverageTime(
        Samples.pooled(result.forks()).mean() / undivided,
        result.forks().stream().map(fork -> fork.mean() / undivided).toList());
  }

  private Throughput throughput(JmhResult result, long undivided) {
    if (!usable(result)) {
      return null;
    }
    return new Throughput(
        Samples.pooled(result.forks()).mean() * undivided,
        result.forks().stream().map(fork -> fork.mean() * undivided).toList());
  }

  private boolean usable(JmhResult result) {
    if (result != null && result.fault() != null) {
      failures.add(result.mode().wireName() + ": " + result.fault());
    }
    return result != null && !result.forks().isEmpty();
  }

  private static ArrayNode histogram(List<Samples> forks) {
    ArrayNode histogram = JsonNodeFactory.instance.arrayNode();
    for (Samples fork : forks) {
      ArrayNode cells = histogram.addArray();
      for (int i = 0; i < fork.size(); i++) {
        cells.addArray().add(fork.value(i)).add(fork.weight(i));
      }
    }
    return histogram;
  }
}
