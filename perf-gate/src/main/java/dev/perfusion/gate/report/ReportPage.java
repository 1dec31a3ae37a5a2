package dev.perfusion.gate.report;

import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.history.Metric;
import dev.perfusion.gate.history.Series;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as Markdown: the judgement, the targets, two pictures, changes, every number. */
final class ReportPage {
  private static final Set<String> IN_TABLE =
      Set.of("count", "min", "mean", "p50", "p90", "p95", "p99", "max");

  private final StringBuilder text = new StringBuilder();
  private final RunReport report;

  private ReportPage(RunReport report) {
    this.report = report;
  }

  /**
   * The page.
   *
   * @param name name of the files without extension, to find the pictures by
   */
  static String of(RunReport report, String name) {
    ReportPage page = new ReportPage(report);
    page.text.append(MarkdownReport.of(report.sources(), report.verdict()));
    page.targets();
    page.latency(name);
    page.trends(name);
    page.numbers();
    page.forks();
    page.storage();
    return page.text.toString();
  }

  /** The pictures by name: latency when there are samples, trend when there is a history. */
  static Map<String, String> pictures(RunReport report) {
    Map<String, String> pictures = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    List<Distribution> all = new ArrayList<>();
    report
        .steps()
        .forEach(
            (key, step) -> {
              Distribution samples = Distribution.of(step);
              if (!samples.isEmpty()) {
                names.add(key);
                all.add(samples);
              }
            });
    if (!all.isEmpty()) {
      pictures.put("latency", LatencyChart.strips(names, all, HtmlReport.scale(all)) + "\n");
    }
    List<Series> trends =
        report.steps().keySet().stream()
            .map(key -> HtmlTrends.main(report, key))
            .filter(series -> series != null && series.values().length > 1)
            .toList();
    if (!trends.isEmpty()) {
      List<String> captions =
          trends.stream().map(one -> one.step() + ", " + one.metric().name()).toList();
      pictures.put("trend", TrendChart.trends(captions, trends) + "\n");
    }
    return pictures;
  }

  private void targets() {
    List<TargetRow> rows = report.targets();
    if (rows.isEmpty()) {
      return;
    }
    heading("Targets");
    table("Target for", "Step", "Metric", "Measured", "Target", "Headroom", "Status");
    for (TargetRow row : rows) {
      row(
          code(row.rule().steps().toString()),
          row.step() == null ? "none in this scenario" : code(row.step()),
          row.metric(),
          row.measured(),
          row.limits(),
          row.headroom(),
          row.step() == null ? "-" : row.status().name());
    }
  }

  private void latency(String name) {
    if (report.steps().values().stream().anyMatch(step -> !Distribution.of(step).isEmpty())) {
      heading("Latency");
      line("![Latency distributions on a logarithmic axis](" + name + "-latency.svg)");
    }
  }

  private void trends(String name) {
    heading("Trends");
    boolean any = report.series().stream().anyMatch(one -> one.values().length > 1);
    if (!any) {
      line("There is no earlier run of this scenario with the same data set and environment.");
    } else {
      line(
          "Runs of this scenario, data set and environment only: "
              + HtmlReport.runs(report)
              + ". Changes are those of E-divisive that none of 999 permutations reaches.");
      line("");
      line("![p95 over the runs of the history](" + name + "-trend.svg)");
      line("");
      changes();
    }
    places();
  }

  private void changes() {
    List<RunReport.Changed> changes = report.changes();
    if (changes.isEmpty()) {
      line("No change was found in any series.");
      return;
    }
    table("Since", "Commit", "Step", "Metric", "Before", "After", "Change");
    for (RunReport.Changed one : changes) {
      String unit = one.series().metric().unit();
      row(
          one.since().timestamp(),
          one.since().commit() == null ? "-" : HtmlReport.shortened(one.since().commit()),
          one.series().step().isEmpty() ? "whole run" : code(one.series().step()),
          one.series().metric().name(),
          Quantity.of(one.change().before(), unit),
          Quantity.of(one.change().after(), unit),
          Quantity.change(one.change().percent()));
    }
  }

  private void places() {
    if (!report.history().runs().isEmpty()) {
      line("");
      table("Stored runs of", "Environment", "Fingerprint", "Data set", "Runs", "From", "To");
      report
          .history()
          .places()
          .forEach(
              (place, runs) ->
                  row(
                      place.scenario() + (place.equals(report.run().place()) ? " (this run)" : ""),
                      runs.get(runs.size() - 1).environment(),
                      code(place.fingerprint()),
                      code(place.dataset()),
                      Integer.toString(runs.size()),
                      runs.get(0).timestamp(),
                      runs.get(runs.size() - 1).timestamp()));
    }
    report.history().unusable().forEach(reason -> line("\nNot used: " + reason));
  }

  private void numbers() {
    heading("Every number");
    table("Step", "Count", "min", "mean", "p50", "p90", "p95", "p99", "max");
    for (Map.Entry<String, Step> step : report.steps().entrySet()) {
      SeriesStats stats = step.getValue().stats();
      List<String> cells = new ArrayList<>(List.of(code(step.getKey()), stats.count() + ""));
      for (String name : List.of("min", "mean", "p50", "p90", "p95", "p99", "max")) {
        cells.add(HtmlReport.value(stats.metric(name)));
      }
      row(cells.toArray(String[]::new));
    }
    line("");
    table("Step", "Other numbers");
    report
        .run()
        .steps()
        .forEach(
            (key, metrics) -> {
              String others =
                  metrics.values().stream()
                      .filter(metric -> key.isEmpty() || !IN_TABLE.contains(metric.name()))
                      .map(ReportPage::words)
                      .collect(Collectors.joining("; "));
              row(key.isEmpty() ? "whole run" : code(key), others.isEmpty() ? "-" : others);
            });
  }

  private void forks() {
    heading("By fork");
    row(Stream.concat(Stream.of("Step", "Fork"), ForkTable.HEADS.stream()).toArray(String[]::new));
    text.append("|---".repeat(ForkTable.HEADS.size() + 2)).append("|\n");
    for (Map.Entry<String, Step> step : report.steps().entrySet()) {
      List<List<String>> forks = ForkTable.of(step.getValue()).rows();
      for (int i = 0; i < forks.size(); i++) {
        Stream<String> name = Stream.of(code(step.getKey()), Integer.toString(i + 1));
        row(Stream.concat(name, forks.get(i).stream()).toArray(String[]::new));
      }
    }
  }

  private static String words(Metric metric) {
    return metric.name() + " " + Quantity.of(metric);
  }

  private void storage() {
    heading("Storage");
    report
        .storage()
        .bytes()
        .forEach((name, size) -> line("* " + name + ": " + Quantity.bytes(size)));
    line("* together: " + Quantity.bytes(report.storage().total()) + " of 1 GB");
  }

  private static String code(String key) {
    return "`" + key + "`";
  }

  private void table(String... names) {
    row(names);
    text.append("|---".repeat(names.length)).append("|\n");
  }

  private void row(String... cells) {
    for (String cell : cells) {
      text.append("| ").append(Figures.cell(cell)).append(' ');
    }
    text.append("|\n");
  }

  private void heading(String title) {
    text.append("\n## ").append(title).append("\n\n");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
