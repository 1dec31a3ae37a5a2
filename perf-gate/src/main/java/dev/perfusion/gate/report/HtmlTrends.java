package dev.perfusion.gate.report;

import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.history.Series;
import dev.perfusion.gate.history.StoredRun;
import java.util.List;
import java.util.Map;

/** The history: what changed, the trend of each step, and which runs there are. */
final class HtmlTrends {
  private HtmlTrends() {}

  static void add(Markup page, RunReport report) {
    HtmlReport.section(page, "trends", "Trends");
    List<String> keys =
        report.steps().keySet().stream()
            .filter(key -> main(report, key) != null && main(report, key).values().length > 1)
            .toList();
    if (keys.isEmpty()) {
      page.element(
          "p",
          "There is no earlier run of this scenario with the same data set and environment: trends"
              + " begin with the second.");
    } else {
      page.element(
          "p",
          "Runs of this scenario, data set and environment only ("
              + HtmlReport.runs(report)
              + "), equally spaced. A change is marked where E-divisive finds one that none of 999"
              + " permutations reaches: about one false mark in a thousand series without a change."
              + " It says that the numbers changed, not whether code or machine did.",
          "class",
          "lead");
      changes(page, report);
      page.element(
          "p",
          "p95, p50 fainter; for transfers the rate. Notches below: another configuration of the"
              + " run.",
          "class",
          "lead");
      page.open("div", "class", "cards");
      for (String key : keys) {
        card(page, report, key);
      }
      page.close();
    }
    places(page, report);
    page.close().line();
  }

  /** The series that stands for a step: its rate where that has a target, else its p95 or mean. */
  static Series main(RunReport report, String key) {
    Step step = report.document().steps().get(key);
    boolean transfer =
        report.limits() != null
            && report.limits().ruleFor(step.key()).filter(rule -> rule.min() != null).isPresent();
    List<String> names =
        transfer
            ? List.of("megabytesPerSecond", "p95")
            : List.of("p95", "throughput.perSecond", "averageTime.meanMs");
    for (String name : names) {
      Series series = report.series(key, name);
      if (series != null) {
        return series;
      }
    }
    return null;
  }

  private static void card(Markup page, RunReport report, String key) {
    Series series = main(report, key);
    page.open("figure", "data-step", key);
    page.open("figcaption").element("a", key, "href", "#" + HtmlReport.id(key)).close();
    String name = series.metric().name();
    Series beside = name.equals("p95") ? report.series(key, "p50") : null;
    page.add(TrendChart.trend(series, beside, words(key, series)));
    page.close().line();
  }

  static String words(String key, Series series) {
    int changes = series.changes().size();
    return series.metric().name()
        + " of "
        + key
        + " over "
        + series.values().length
        + " runs, now "
        + Quantity.of(series.metric())
        + (changes == 0
            ? ", no change found"
            : ", " + changes + (changes == 1 ? " change" : " changes"));
  }

  private static void changes(Markup page, RunReport report) {
    List<RunReport.Changed> changes = report.changes();
    if (changes.isEmpty()) {
      page.element("p", "No change was found in any series.");
      return;
    }
    page.open(
        "div", "class", "scroll tall", "tabindex", "0", "role", "region", "aria-label", "Changes");
    page.open("table").element("caption", "Changes found, the latest first");
    page.open("thead").open("tr");
    for (String head : List.of("Since", "Commit", "Step", "Metric", "Before", "After", "Change")) {
      boolean number = List.of("Before", "After", "Change").contains(head);
      page.element("th", head, "scope", "col", "class", number ? "number" : null);
    }
    page.close().close().open("tbody");
    for (RunReport.Changed one : changes) {
      Series series = one.series();
      String unit = series.metric().unit();
      page.open("tr", "data-step", series.step().isEmpty() ? null : series.step());
      page.element("td", minute(one.since()), "class", "nowrap");
      String commit = one.since().commit();
      page.element("td", commit == null ? "-" : HtmlReport.shortened(commit));
      page.element("th", series.step().isEmpty() ? "whole run" : series.step(), "scope", "row");
      page.element("td", series.metric().name());
      page.element("td", Quantity.of(one.change().before(), unit), "class", "number");
      page.element("td", Quantity.of(one.change().after(), unit), "class", "number");
      page.element(
          "td",
          Quantity.change(one.change().percent()),
          "class",
          "number " + TrendChart.direction(series, one.change()));
      page.close();
    }
    page.close().close().close();
  }

  private static String minute(StoredRun run) {
    return run.timestamp().substring(0, Math.min(16, run.timestamp().length())).replace('T', ' ');
  }

  private static void places(Markup page, RunReport report) {
    Map<StoredRun.Place, List<StoredRun>> places = report.history().places();
    if (!places.isEmpty()) {
      page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Runs");
      page.open("table");
      page.element("caption", "Stored runs; those of one row may be compared");
      page.open("thead").open("tr");
      for (String head :
          List.of("Scenario", "Environment", "Fingerprint", "Data set", "Runs", "From", "To")) {
        page.element("th", head, "scope", "col");
      }
      page.close().close().open("tbody");
      for (var place : places.entrySet()) {
        List<StoredRun> runs = place.getValue();
        StoredRun last = runs.get(runs.size() - 1);
        boolean own = place.getKey().equals(report.run().place());
        page.open("tr", "class", own ? "own" : null);
        page.element("th", place.getKey().scenario() + (own ? " (this run)" : ""), "scope", "row");
        page.element("td", last.environment());
        page.open("td").element("code", cut(place.getKey().fingerprint())).close();
        page.open("td").element("code", cut(place.getKey().dataset())).close();
        page.element("td", Integer.toString(runs.size()), "class", "number");
        page.element("td", runs.get(0).timestamp().substring(0, 10), "class", "nowrap");
        page.element("td", last.timestamp().substring(0, 10), "class", "nowrap");
        page.close();
      }
      page.close().close().close();
    }
    if (!report.history().unusable().isEmpty()) {
      page.element("h3", "Files of the history that could not be used")
          .open("ul", "class", "lines");
      report.history().unusable().forEach(line -> page.element("li", line));
      page.close();
    }
  }

  private static String cut(String hash) {
    return hash.length() > 10 ? hash.substring(0, 10) : hash;
  }
}
