package dev.perfusion.gate.report;

import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.document.FlameGraph;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.history.Metric;
import dev.perfusion.gate.history.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Every number of every step, with its percentiles by fork and the trend of each metric. */
final class HtmlSteps {
  private final RunReport report;
  private final Map<String, Distribution> distributions;
  private final Map<String, StepRow> rows;

  HtmlSteps(RunReport report, Map<String, Distribution> distributions) {
    this.report = report;
    this.distributions = distributions;
    this.rows =
        report.verdict().evidence().rows().stream()
            .collect(
                Collectors.toMap(
                    StepRow::step, row -> row, (first, second) -> first, LinkedHashMap::new));
  }

  void add(Markup page) {
    HtmlReport.section(page, "steps", "Steps");
    page.element(
        "p",
        "Every number of the document. A step opens with Enter; a number in the other sections"
            + " leads here.",
        "class",
        "lead");
    report.steps().forEach((key, step) -> step(page, key, step));
    page.close().line();
  }

  private void step(Markup page, String key, Step step) {
    page.open("details", "id", HtmlReport.id(key), "data-step", key);
    page.open("summary").element("span", key, "class", "name");
    page.element("span", "p50 " + HtmlReport.value(step.stats().p50()), "class", "figure");
    page.element("span", "p95 " + HtmlReport.value(step.stats().p95()), "class", "figure");
    page.element("span", step.stats().count() + " samples", "class", "figure");
    StepRow row = rows.get(key);
    if (row != null) {
      String status = row.status().name().equals("UNCHECKED") ? "no target" : row.status().name();
      page.element("span", status, "class", "status " + status.toLowerCase(Locale.ROOT));
      String few = row.fewSamples() ? "few samples" : "";
      page.element("span", few, "class", "few", "title", "fewer than 100 samples beyond the p95");
    }
    page.close();
    page.open("div", "class", "body");
    facts(page, step);
    remarks(page, step, row);
    flameGraphs(page, key);
    Distribution samples = distributions.get(key);
    if (samples.all().count() > LatencyChart.FEW) {
      page.open("figure", "class", "percentiles");
      int forks = samples.forks().size();
      page.element(
          "figcaption",
          "Percentiles" + (forks > 1 ? ", each of " + forks + " forks fainter" : " of one fork"));
      page.add(
          LatencyChart.percentiles(
              samples, "Percentiles of " + key + " on logarithmic axes; the table has the values"));
      page.close();
    }
    forks(page, step);
    numbers(
        page,
        report,
        key,
        report.run().steps().getOrDefault(key, Map.of()).values().stream().toList());
    page.close().close().line();
  }

  private static void facts(Markup page, Step step) {
    page.open("p", "class", "facts");
    if (step.method().timing() != null) {
      long batch = step.method().batchSize();
      String by = batch > 1 ? ", means of " + batch + " calls" : "";
      page.element("span", "timed " + step.method().timing().wireName() + by);
    }
    if (step.method().benchmark() != null) {
      page.element("span", step.method().benchmark());
    }
    if (step.method().mode() != null) {
      page.element("span", "JMH mode " + step.method().mode());
    }
    step.method().params().forEach((name, value) -> page.element("span", name + " = " + value));
    page.element("span", step.key().phaseLabel() + " phase");
    page.element(
        "span",
        step.key().concurrency() + (step.key().concurrency() == 1 ? " caller" : " callers"));
    page.element("span", step.errors() + " errors");
    if (step.statuses() != null) {
      step.statuses().forEach((name, jobs) -> page.element("span", jobs + " jobs " + name));
    }
    page.close();
  }

  private static void remarks(Markup page, Step step, StepRow row) {
    if (!step.failures().isEmpty() || row != null && !row.notes().isEmpty()) {
      page.open("ul", "class", step.failures().isEmpty() ? "lines" : "lines bad");
      step.failures().forEach(failure -> page.element("li", failure));
      if (row != null) {
        row.notes().forEach(note -> page.element("li", note));
      }
      page.close();
    }
    if (row != null && row.comparison() != null) {
      StepRow.Comparison comparison = row.comparison();
      String delta =
          comparison.deltaPercent() == null ? "-" : Quantity.change(comparison.deltaPercent());
      page.element(
          "p",
          "Baseline p95 "
              + (comparison.baselineP95Ms() == null
                  ? "-"
                  : Quantity.time(comparison.baselineP95Ms()))
              + ", change "
              + delta
              + ": "
              + comparison.status());
    }
  }

  private void flameGraphs(Markup page, String key) {
    List<FlameGraph> graphs = report.flameGraphs(key);
    if (!graphs.isEmpty()) {
      page.open("p").text("Flame graph: ");
      graphs.forEach(graph -> link(page, report, graph));
      page.close();
    }
  }

  /** A link, or the name alone where the file is no longer there. */
  static void link(Markup page, RunReport report, FlameGraph graph) {
    String name = graph.file().substring(graph.file().lastIndexOf('/') + 1);
    if (report.present().test(graph.file())) {
      String target = report.sources().links().apply(graph.file());
      page.element("a", name, "href", Markup.href(target)).text(" ");
    } else {
      page.text(name + " (no longer there) ");
    }
  }

  private static void forks(Markup page, Step step) {
    ForkTable table = ForkTable.of(step);
    if (!table.isNews()) {
      return;
    }
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Forks");
    page.open("table").element("caption", "By fork").open("thead").open("tr");
    page.element("th", "Fork", "scope", "col");
    for (int column : table.filled()) {
      page.element("th", ForkTable.HEADS.get(column), "scope", "col", "class", "number");
    }
    page.close().close().open("tbody");
    for (int i = 0; i < table.rows().size(); i++) {
      page.open("tr").element("th", Integer.toString(i + 1), "scope", "row");
      for (int column : table.filled()) {
        page.element("td", table.rows().get(i).get(column), "class", "number");
      }
      page.close();
    }
    page.close().close().close();
  }

  /** A table of metrics with their trends. */
  static void numbers(Markup page, RunReport report, String key, List<Metric> metrics) {
    boolean trends =
        report.series().stream().anyMatch(one -> one.step().equals(key) && one.values().length > 1);
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Numbers");
    page.open("table", "class", "numbers").element("caption", "Numbers").open("thead").open("tr");
    page.element("th", "Metric", "scope", "col")
        .element("th", "Value", "scope", "col", "class", "number");
    if (trends) {
      page.element("th", "Median before", "scope", "col", "class", "number");
      page.element("th", "Runs", "scope", "col", "class", "number");
      page.element("th", "Trend", "scope", "col");
    }
    page.close().close().open("tbody");
    for (Metric metric : metrics) {
      page.open("tr").element("th", metric.name(), "scope", "row");
      page.element(
          "td",
          Quantity.of(metric),
          "class",
          "number",
          "title",
          metric.value() + " " + metric.unit());
      Series series = report.series(key, metric.name());
      if (trends && series != null && series.values().length > 1) {
        int n = series.values().length;
        double before = Series.median(series.values(), 0, n - 1);
        page.element("td", Quantity.of(before, metric.unit()), "class", "number");
        page.element("td", Integer.toString(n), "class", "number");
        page.open("td").add(TrendChart.sparkline(series)).close();
      } else if (trends) {
        page.element("td", "").element("td", "1", "class", "number").element("td", "");
      }
      page.close();
    }
    page.close().close().close();
  }
}
