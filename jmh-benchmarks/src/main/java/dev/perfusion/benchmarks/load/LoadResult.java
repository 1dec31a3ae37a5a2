package dev.perfusion.benchmarks.load;

import dev.perfusion.benchmarks.compare.MarkdownTable;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a load found, as JSON and as Markdown. */
public final class LoadResult {
  private static final String FORMAT = "perfusion-load/1";
  private static final double NANOS_PER_MS = 1e6;
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};

  private final LoadPlan plan;
  private final LoadLevel closed;
  private final List<LoadLevel> open;
  private final JmhTimes jmh;

  /** Whether times of JMH were looked for. */
  private final boolean compared;

  LoadResult(LoadPlan plan, LoadLevel closed, List<LoadLevel> open) {
    this(plan, closed, open, JmhTimes.NONE, false);
  }

  private LoadResult(
      LoadPlan plan, LoadLevel closed, List<LoadLevel> open, JmhTimes jmh, boolean compared) {
    this.plan = plan;
    this.closed = closed;
    this.open = List.copyOf(open);
    this.jmh = jmh;
    this.compared = compared;
  }

  /** The same beside times that JMH has measured. */
  public LoadResult beside(JmhTimes times) {
    return new LoadResult(plan, closed, open, times, true);
  }

  /** Whether every rate was kept without a failure. */
  public boolean good() {
    return open.stream().allMatch(LoadLevel::kept);
  }

  /** Times of the closed loop. */
  public Times closedLoop() {
    return closed.times();
  }

  /** Times of the open loop, a rate each. */
  public List<Times> openLoop() {
    return open.stream().map(LoadLevel::times).toList();
  }

  /** Calls per second of the closed loop. */
  public double mostPerSecond() {
    return closed.perSecond();
  }

  /**
   * The JSON document.
   *
   * @param describe adds when and where to it
   */
  public ObjectNode json(ObjectNode describe) {
    ObjectNode root = JsonMapper.shared().createObjectNode().put("format", FORMAT);
    describe.properties().forEach(field -> root.set(field.getKey(), field.getValue()));
    root.putObject("plan")
        .put("transport", plan.transport().wireName())
        .put("mix", plan.mix().toString())
        .put("model", plan.model())
        .put("users", plan.users())
        .put("openUsers", plan.openUsers())
        .put("virtualThreads", LightThreads.areVirtual())
        .put("warmUpSeconds", plan.warmUpSeconds())
        .put("seconds", plan.seconds())
        .put("seed", plan.seed());
    plan.simulation().ifPresent(name -> root.withObject("plan").put("simulation", name));
    ArrayNode levels = root.putArray("levels");
    for (LoadLevel level : all()) {
      add(levels.addObject(), level);
    }
    if (!jmh.byTool().isEmpty()) {
      root.putObject("jmh")
          .put("document", jmh.document())
          .set("tools", JsonMapper.shared().valueToTree(jmh.byTool()));
    }
    return root;
  }

  private List<LoadLevel> all() {
    List<LoadLevel> all = new ArrayList<>(List.of(closed));
    all.addAll(open);
    return all;
  }

  private static void add(ObjectNode target, LoadLevel level) {
    target.put("loop", level.closedLoop() ? "closed" : "open");
    if (!level.closedLoop()) {
      target.put("plannedPerSecond", level.plannedPerSecond());
      if (!Double.isNaN(level.percent())) {
        target.put("percentOfMaximum", level.percent());
      }
    }
    target
        .put("perSecond", level.perSecond())
        .put("seconds", level.seconds())
        .put("calls", level.calls())
        .put("failed", level.failed())
        .put("rateKept", level.kept())
        .put("worstStartDelayMs", level.worstDelayMs());
    level.errors().forEach(target.withArray("errors")::add);
    ObjectNode tools = target.putObject("tools");
    level.times().byName().forEach((tool, pair) -> add(tools.putObject(tool), pair));
    add(target.putObject("all"), level.times().all());
  }

  private static void add(ObjectNode target, Times.Pair pair) {
    add(target.putObject("response"), pair.response());
    add(target.putObject("service"), pair.service());
  }

  private static void add(ObjectNode target, Histogram histogram) {
    target.put("count", histogram.getTotalCount());
    if (histogram.getTotalCount() > 0) {
      target.put("minMs", histogram.getMinValue() / NANOS_PER_MS);
      for (double percent : PERCENTILES) {
        String name = String.format(Locale.ROOT, "%.1f", percent).replaceAll("\\.0$", "");
        target.put("p" + name.replace('.', '_') + "Ms", Times.ms(histogram, percent));
      }
      target.put("maxMs", histogram.getMaxValue() / NANOS_PER_MS);
    }
    target.put("hdrHistogram", Times.encoded(histogram));
  }

  /**
   * The report.
   *
   * @param stamp when and where
   */
  public String markdown(String stamp) {
    StringBuilder text = new StringBuilder("# Load\n\n").append(stamp).append("\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            """
            `%s` over %s, model `%s`%s. Closed loop: %d callers, each waits for its answer: **%.1f calls/s**. Open loop: calls
            begin when they are planned, with up to %d under way (%s threads); response time counts from the planned start,
            service time from the real one. %s s each.

            """,
            plan.mix(),
            plan.transport().wireName(),
            plan.model(),
            plan.simulation().map(name -> ", simulation `" + name + "`").orElse(""),
            plan.users(),
            closed.perSecond(),
            plan.openUsers(),
            LightThreads.areVirtual() ? "virtual" : "platform",
            number(plan.seconds())));
    if (!jmh.byTool().isEmpty()) {
      text.append("Beside them the service times of JMH, one caller that waits for each answer: `")
          .append(jmh.document())
          .append("`.\n\n");
    } else if (compared) {
      text.append(
          "No service times of JMH stand beside them: no benchmark document of this machine has"
              + " them for this model and transport. `./bench run` makes one.\n\n");
    }
    List<String> tools = List.copyOf(closed.times().byName().keySet());
    text.append("## All calls\n\n").append(table("", tools.size() == 1 ? tools.get(0) : ""));
    text.append('\n');
    if (tools.size() > 1) {
      for (String tool : tools) {
        text.append("## ").append(tool).append("\n\n").append(table(tool, tool)).append('\n');
      }
    }
    for (LoadLevel level : open) {
      if (!level.kept()) {
        text.append(
            String.format(
                Locale.ROOT,
                "The rate of %.1f calls/s (%s) was not kept: %.1f, %d failed %s%n",
                level.plannedPerSecond(),
                level.name(),
                level.perSecond(),
                level.failed(),
                level.errors()));
      }
    }
    return text.toString();
  }

  /**
   * @param tool empty for all calls
   * @param ofJmh the tool of JMH's times; empty to leave them out
   */
  private MarkdownTable table(String tool, String ofJmh) {
    MarkdownTable table =
        new MarkdownTable(
            "load",
            "calls/s",
            "time",
            "n",
            "p50 ms",
            "p90 ms",
            "p95 ms",
            "p99 ms",
            "p99.9 ms",
            "max ms");
    for (LoadLevel level : all()) {
      Times.Pair pair = tool.isEmpty() ? level.times().all() : level.times().byName().get(tool);
      if (pair != null) {
        row(table, level, level.closedLoop() ? "service" : "response", pair.response());
        if (!level.closedLoop()) {
          row(table, level, "service", pair.service());
        }
      }
    }
    if (jmh.byTool().containsKey(ofJmh)) {
      SeriesStats s = jmh.byTool().get(ofJmh);
      table.row(
          "JMH",
          "-",
          "service",
          s.count(),
          ms(s.p50()),
          ms(s.p90()),
          ms(s.p95()),
          ms(s.p99()),
          "-",
          ms(s.max()));
    }
    return table;
  }

  private static void row(MarkdownTable table, LoadLevel level, String what, Histogram times) {
    Object[] cells = new Object[5 + PERCENTILES.length];
    cells[0] = level.name();
    cells[1] = String.format(Locale.ROOT, "%.1f", times.getTotalCount() / level.seconds());
    cells[2] = what;
    cells[3] = times.getTotalCount();
    for (int i = 0; i < PERCENTILES.length; i++) {
      cells[4 + i] = String.format(Locale.ROOT, "%.3f", Times.ms(times, PERCENTILES[i]));
    }
    cells[4 + PERCENTILES.length] =
        String.format(Locale.ROOT, "%.3f", times.getMaxValue() / NANOS_PER_MS);
    table.row(cells);
  }

  private static String ms(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
