package dev.perfusion.gate.report;

import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.stats.SeriesStats;
import dev.perfusion.gate.stats.Steadiness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a step has of each fork.
 *
 * @param rows per fork a text for each of {@link #HEADS}
 */
record ForkTable(List<List<String>> rows) {
  private static final List<String> STATISTICS =
      List.of("min", "p50", "p90", "p95", "p99", "max", "mean");

  /** Names of the columns after the number of the fork. */
  static final List<String> HEADS =
      Stream.of(
              List.of("Count"),
              STATISTICS,
              List.of("Iteration means", "Per second"),
              List.of("p50 of iterations", "Drift", "p", "Steady"))
          .flatMap(List::stream)
          .toList();

  static ForkTable of(Step step) {
    List<Double> means = step.averageTime() == null ? List.of() : step.averageTime().perForkMs();
    List<Double> rates =
        step.throughput() == null ? List.of() : step.throughput().perForkPerSecond();
    List<Steadiness> steady = step.steadiness() == null ? List.of() : step.steadiness();
    int forks =
        Collections.max(List.of(step.perFork().size(), means.size(), rates.size(), steady.size()));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < forks; i++) {
      List<String> row = new ArrayList<>();
      statistics(row, i < step.perFork().size() ? step.perFork().get(i) : SeriesStats.empty());
      row.add(i < means.size() ? Quantity.time(means.get(i)) : "-");
      row.add(i < rates.size() ? Quantity.of(rates.get(i), "/s") : "-");
      steadiness(row, i < steady.size() ? steady.get(i) : null);
      rows.add(row);
    }
    return new ForkTable(rows);
  }

  private static void statistics(List<String> row, SeriesStats fork) {
    row.add(Long.toString(fork.count()));
    STATISTICS.forEach(name -> row.add(HtmlReport.value(fork.metric(name))));
  }

  private static void steadiness(List<String> row, Steadiness fork) {
    if (fork == null) {
      row.addAll(List.of("-", "-", "-", "-"));
      return;
    }
    row.add(fork.iterationP50().stream().map(Quantity::time).collect(Collectors.joining(", ")));
    row.add(fork.driftPercent() == null ? "-" : Quantity.change(fork.driftPercent()));
    row.add(fork.p() == null ? "-" : String.format(Locale.ROOT, "%.3f", fork.p()));
    row.add(fork.steady() == null ? "-" : fork.steady() ? "yes" : "no");
  }

  /** The columns in which some fork has something, by their index. */
  List<Integer> filled() {
    List<Integer> filled = new ArrayList<>();
    for (int i = 0; i < HEADS.size(); i++) {
      int column = i;
      if (rows.stream().anyMatch(row -> !row.get(column).equals("-"))) {
        filled.add(i);
      }
    }
    return filled;
  }

  /** One fork whose numbers are those of the step tells nothing. */
  boolean isNews() {
    return rows.size() > 1 || filled().stream().anyMatch(i -> i > STATISTICS.size());
  }
}
