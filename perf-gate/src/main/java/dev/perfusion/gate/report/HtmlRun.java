package dev.perfusion.gate.report;

import dev.perfusion.gate.document.FlameGraph;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where and how the run took place: environment, configuration, iterations, profiles, storage. */
final class HtmlRun {
  private HtmlRun() {}

  static void add(Markup page, RunReport report) {
    HtmlReport.section(page, "run", "Run");
    page.open("div", "class", "columns");
    facts(page, "Environment", report.document().environment());
    facts(page, "Configuration", report.document().config());
    page.open("div").element("h3", "Data set and document").open("dl", "class", "facts");
    fact(page, "data set", report.document().dataset().id());
    fact(page, "size", Quantity.bytes(report.document().dataset().sizeBytes()));
    fact(page, "SHA-256", report.document().dataset().sha256());
    fact(page, "configuration hash", report.document().configHash());
    fact(page, "document", report.sources().resultName());
    page.close().close();
    storage(page, report.storage());
    page.close();
    jobs(page, report);
    page.element("h3", "Numbers of the whole run");
    HtmlSteps.numbers(
        page, report, "", List.copyOf(report.run().steps().getOrDefault("", Map.of()).values()));
    iterations(page, report.document().runs());
    profiles(page, report);
    page.close();
  }

  private static void facts(Markup page, String title, ObjectNode facts) {
    page.open("div").element("h3", title).open("dl", "class", "facts");
    for (Map.Entry<String, JsonNode> fact : facts.properties()) {
      JsonNode value = fact.getValue();
      String text = value.isContainer() ? value.toString() : value.asString();
      if (fact.getKey().endsWith("Bytes") && value.isNumber()) {
        text = Quantity.bytes(value.doubleValue());
      }
      fact(page, fact.getKey(), text);
    }
    page.close().close();
  }

  private static void fact(Markup page, String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close();
  }

  private static void storage(Markup page, StorageUse use) {
    page.open("div").element("h3", "Storage").open("dl", "class", "facts");
    use.bytes().forEach((folder, bytes) -> fact(page, folder, Quantity.bytes(bytes)));
    boolean tooMuch = use.total() > StorageUse.MOST;
    fact(
        page,
        "together",
        Quantity.bytes(use.total()) + (tooMuch ? ", more than 1 GB" : " of 1 GB"));
    page.close().close();
  }

  private static void jobs(Markup page, RunReport report) {
    var jobs = report.document().jobMetrics();
    if (jobs != null && !jobs.statuses().isEmpty()) {
      page.element("h3", "Jobs").open("p", "class", "facts");
      jobs.statuses().forEach((status, count) -> page.element("span", count + " " + status));
      page.close();
    }
  }

  private static void iterations(Markup page, ArrayNode runs) {
    if (runs == null || runs.isEmpty()) {
      return;
    }
    page.element("h3", "End-to-end iterations");
    page.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Iterations");
    page.open("table").open("thead").open("tr");
    for (String head : List.of("Iteration", "Step", "Wall time", "Calls")) {
      page.element("th", head, "scope", "col");
    }
    page.close().close().open("tbody");
    for (JsonNode run : runs) {
      page.open("tr").element("th", run.path("iteration").asString("-"), "scope", "row");
      page.element("td", run.path("step").asString("-"));
      page.element("td", Quantity.time(run.path("wallTimeMs").asDouble(0)), "class", "number");
      page.open("td");
      for (JsonNode step : run.path("steps")) {
        double time = step.path("durationMs").asDouble(Double.NaN);
        page.element(
            "span", step.path("name").asString("-") + " " + Quantity.time(time), "class", "call");
        page.text(" ");
      }
      page.close().close();
    }
    page.close().close().close();
  }

  private static void profiles(Markup page, RunReport report) {
    List<FlameGraph> graphs = report.document().flameGraphs();
    ObjectNode profile = report.document().profile();
    if (graphs.isEmpty() && profile == null) {
      return;
    }
    page.element("h3", "Profiles").open("ul", "class", "lines");
    for (FlameGraph graph : graphs) {
      page.open("li").text(graph.step() + ": ");
      HtmlSteps.link(page, report, graph);
      if (profile != null) {
        for (JsonNode one : profile.path("flameGraphs")) {
          if (one.path("step").asString("").equals(graph.step())) {
            String samples = one.path("samples").asString("-");
            page.text(samples + " samples, " + one.path("engine").asString("-"));
          }
        }
      }
      page.close();
    }
    page.close();
  }
}
