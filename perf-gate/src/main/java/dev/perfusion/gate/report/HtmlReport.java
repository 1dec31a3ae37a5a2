package dev.perfusion.gate.report;

import dev.perfusion.gate.check.CeilingRule;
import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report as one HTML file. It loads nothing, and its content security policy says so; without
 * scripts only the search field is missing.
 */
final class HtmlReport {
  private final RunReport report;
  private final Map<String, Distribution> distributions = new LinkedHashMap<>();

  private HtmlReport(RunReport report) {
    this.report = report;
    report.steps().forEach((key, step) -> distributions.put(key, Distribution.of(step)));
  }

  static String of(RunReport report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    BenchmarkDocument document = report.document();
    String title = document.scenario() + " on " + document.dataset().id();
    String script = PageFiles.text("report.js");
    Markup page = new Markup();
    page.open("html", "lang", "en").line().open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
            + sha256(script)
            + "'");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.element("title", title + ": " + report.verdict().name());
    page.raw("<style>" + PageFiles.text("charts.css") + PageFiles.text("report.css") + "</style>");
    page.close().line().open("body");
    page.element("a", "Skip to the verdict", "class", "skip", "href", "#verdict");
    header(page, title);
    page.open("main");
    verdict(page);
    targets(page);
    latency(page);
    HtmlTrends.add(page, report);
    new HtmlSteps(report, distributions).add(page);
    HtmlRun.add(page, report);
    page.close();
    page.raw("<script>" + script + "</script>");
    return "<!doctype html>\n" + page.close().close() + "\n";
  }

  private static String sha256(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void header(Markup page, String title) {
    BenchmarkDocument document = report.document();
    page.open("header").open("div", "class", "head");
    page.open("div").element("h1", title);
    page.open("p", "class", "facts");
    fact(page, document.timestamp().replace('T', ' ').replace("Z", " UTC"));
    fact(page, report.run().environment());
    if (report.run().commit() != null) {
      boolean dirty = document.environment().path("commitDirty").asBoolean(false);
      fact(page, "commit " + shortened(report.run().commit()) + (dirty ? " with changes" : ""));
    }
    if (document.label() != null) {
      fact(page, "“" + document.label() + "”");
    }
    page.close().close();
    String name = report.verdict().name();
    page.element("span", name, "class", "verdict " + name.toLowerCase(Locale.ROOT));
    page.close();
    page.open("nav", "aria-label", "Sections").open("ul");
    for (String section : List.of("Verdict", "Targets", "Latency", "Trends", "Steps", "Run")) {
      String target = "#" + section.toLowerCase(Locale.ROOT);
      page.open("li").element("a", section, "href", target).close();
    }
    page.close();
    page.open("label", "class", "filter", "hidden", "").text("Steps ");
    page.empty("input", "type", "search", "id", "filter", "placeholder", "rest warm");
    page.close().close().close().line();
  }

  private static void fact(Markup page, String text) {
    page.element("span", text);
  }

  static String shortened(String commit) {
    return commit.substring(0, Math.min(10, commit.length()));
  }

  private void verdict(Markup page) {
    Evidence evidence = report.verdict().evidence();
    section(page, "verdict", "Verdict");
    page.open("dl", "class", "tiles");
    List<TargetRow> measured = report.targets().stream().filter(row -> row.used() != null).toList();
    long met = measured.stream().filter(row -> row.status().name().equals("PASS")).count();
    tile(page, "Targets met", met + " of " + measured.size(), null);
    measured.stream()
        .max(Comparator.comparing(TargetRow::used))
        .ifPresent(
            row ->
                tile(
                    page,
                    "Tightest target",
                    Quantity.digits(row.used() * 100) + " % used",
                    row.step() + " " + row.metric()));
    long samples =
        report.document().steps().values().stream().mapToLong(s -> s.stats().count()).sum();
    tile(
        page,
        "Samples",
        String.format(Locale.ROOT, "%,d", samples).replace(',', ' '),
        report.document().steps().size() + " steps");
    tile(page, "Changes in the history", report.changes().size() + "", runs(report));
    page.close();
    list(page, "Failures", "bad", evidence.failures());
    list(page, "Not decided", "open", evidence.openQuestions());
    list(page, "Notes", "", evidence.notes());
    list(page, "Warnings of the run", "", report.document().warnings());
    if (report.sources().baselineName() != null) {
      page.open("p").text("p95 rule of ±");
      page.text(Quantity.digits(evidence.tolerancePercent()) + " % against ");
      page.element("code", report.sources().baselineName()).close();
    }
    page.close().line();
  }

  /** How many runs the series of this run go over. */
  static String runs(RunReport report) {
    int longest = report.series().stream().mapToInt(one -> one.runs().size()).max().orElse(1);
    return longest == 1 ? "one run so far" : longest + " comparable runs";
  }

  private static void tile(Markup page, String name, String value, String note) {
    page.open("div").element("dt", name).element("dd", value);
    if (note != null) {
      page.element("dd", note, "class", "note");
    }
    page.close();
  }

  private static void list(Markup page, String title, String style, List<String> lines) {
    if (!lines.isEmpty()) {
      page.element("h3", title).open("ul", "class", "lines " + style);
      lines.forEach(line -> page.element("li", line));
      page.close();
    }
  }

  /** Opens a section; the caller closes it. */
  static void section(Markup page, String id, String title) {
    page.open("section", "id", id, "aria-labelledby", id + "-title");
    page.element("h2", title, "id", id + "-title");
  }

  private void targets(Markup page) {
    section(page, "targets", "Targets");
    List<TargetRow> rows = report.targets();
    if (rows.isEmpty()) {
      page.element("p", "No targets were given for this scenario.").close();
      return;
    }
    page.element(
        "p",
        "Absolute limits, the same on every machine. The bar is the share of the limit that is"
            + " used, on a logarithmic axis from 0.01 % on; the upright line is the limit.",
        "class",
        "lead");
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Targets");
    page.open("table").open("thead").open("tr");
    for (String name :
        List.of("Step", "Metric", "Measured", "Target", "Used", "Headroom", "Status")) {
      boolean number = List.of("Measured", "Target", "Headroom").contains(name);
      page.element("th", name, "scope", "col", "class", number ? "number" : null);
    }
    page.close().close();
    CeilingRule last = null;
    for (TargetRow row : rows) {
      if (row.rule() != last) {
        page.raw(last == null ? "<tbody>" : "</tbody><tbody>");
        page.open("tr", "class", "rule");
        String source = row.rule().source() == null ? "" : ": " + row.rule().source();
        page.open("th", "colspan", "7", "scope", "rowgroup");
        page.element("code", row.rule().steps().toString()).text(source);
        page.close().close();
        last = row.rule();
      }
      target(page, row);
    }
    page.raw("</tbody>").close().close().close().line();
  }

  private static void target(Markup page, TargetRow row) {
    page.open("tr", "data-step", row.step());
    if (row.step() == null) {
      page.element("td", "none in this scenario", "class", "none");
    } else {
      page.open("th", "scope", "row").element("a", row.step(), "href", "#" + id(row.step()));
      page.close();
    }
    page.element("td", row.metric());
    page.element("td", row.measured(), "class", "number");
    page.element("td", row.limits(), "class", "number limits");
    page.open("td");
    if (row.used() != null) {
      page.add(Charts.limit(row.used(), row.status().name().toLowerCase(Locale.ROOT)));
    }
    page.close();
    page.element("td", row.headroom(), "class", "number");
    status(page, row.step() == null ? "-" : row.status().name());
    page.close();
  }

  static void status(Markup page, String name) {
    page.open("td");
    page.element("span", name, "class", "status " + name.toLowerCase(Locale.ROOT));
    page.close();
  }

  /** A key as the name of an anchor. */
  static String id(String step) {
    return "step-"
        + step.replaceAll("[^A-Za-z0-9]+", "-")
        + "-"
        + Integer.toHexString(step.hashCode());
  }

  private void latency(Markup page) {
    section(page, "latency", "Latency");
    List<Distribution> all = distributions.values().stream().filter(d -> !d.isEmpty()).toList();
    if (all.isEmpty()) {
      page.element("p", "No step has samples.").close();
      return;
    }
    page.element(
        "p",
        "All samples of all forks on one logarithmic axis; the height is the square root of their"
            + " density. Lines: p50, p95, p99. Up to twelve samples stand as single lines.",
        "class",
        "lead");
    LogScale scale = scale(all);
    page.open("div", "class", "strips");
    axis(page, scale);
    String tool = null;
    for (Map.Entry<String, Step> step : report.steps().entrySet()) {
      Distribution samples = distributions.get(step.getKey());
      if (!step.getValue().key().tool().equals(tool)) {
        tool = step.getValue().key().tool();
        page.element("h3", tool, "data-group", "");
      }
      page.open("div", "class", "row", "data-step", step.getKey());
      page.element(
          "a",
          step.getKey().substring(tool.length() + 1).replace("/", " · "),
          "href",
          "#" + id(step.getKey()));
      if (samples.isEmpty()) {
        page.element("span", "no samples", "class", "none");
      } else {
        String words =
            "p50 "
                + Quantity.time(samples.all().quantile(0.5))
                + ", p95 "
                + Quantity.time(samples.all().quantile(0.95))
                + ", p99 "
                + Quantity.time(samples.all().quantile(0.99));
        page.open("div", "class", "plot");
        grid(page, scale);
        page.add(LatencyChart.strip(samples, scale, words)).close();
      }
      percentiles(page, step.getValue());
      page.close();
    }
    axis(page, scale);
    page.close().close().line();
  }

  static LogScale scale(List<Distribution> all) {
    return LogScale.around(
        all.stream().mapToDouble(Distribution::least).min().orElseThrow(),
        all.stream().mapToDouble(Distribution::most).max().orElseThrow());
  }

  private static void percentiles(Markup page, Step step) {
    page.open("span", "class", "figures");
    page.element("span", value(step.stats().p50()), "title", "p50");
    page.element("b", value(step.stats().p95()), "title", "p95");
    page.element("span", value(step.stats().p99()), "title", "p99");
    page.close();
  }

  static String value(Double millis) {
    return millis == null || millis.isNaN() ? "-" : Quantity.time(millis);
  }

  private static void axis(Markup page, LogScale scale) {
    page.open("div", "class", "row axis", "aria-hidden", "true").element("span", "");
    page.open("div", "class", "plot");
    for (double tick : scale.ticks(8)) {
      String left = Charts.at(scale.at(tick) * 100) + "%";
      page.element("span", Quantity.tick(tick), "style", "left:" + left);
    }
    page.close();
    page.open("span", "class", "figures").element("span", "p50").element("b", "p95");
    page.element("span", "p99").close().close();
  }

  private static void grid(Markup page, LogScale scale) {
    for (double tick : scale.ticks(8)) {
      page.element("i", "", "style", "left:" + Charts.at(scale.at(tick) * 100) + "%");
    }
  }
}
