package dev.perfusion.gate.report;

import dev.perfusion.gate.history.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A metric over the runs of the history. */
final class TrendChart {
  /** A scale shows at least this share of the median above and below it. */
  private static final double SPAN = 0.2;

  private TrendChart() {}

  /**
   * A metric over the runs of the history, with the medians between changes, a mark for each
   * change, and a notch where the configuration changed.
   *
   * @param beside another metric of the same unit that is drawn fainter, such as p50 beside p95;
   *     null without
   */
  static Markup trend(Series series, Series beside, String words) {
    Markup svg = Charts.chart(words);
    trendInto(
        svg,
        series,
        beside,
        Charts.LEFT,
        Charts.WIDTH - Charts.RIGHT,
        Charts.TOP,
        Charts.HEIGHT - Charts.BOTTOM);
    return svg.close();
  }

  private static void trendInto(
      Markup svg, Series series, Series beside, int left, int right, int top, int bottom) {
    double[] range = range(series, beside);
    double span = range[1] - range[0];
    for (double value : roundValues(range[0], range[1])) {
      double y = bottom - (value - range[0]) / span * (bottom - top);
      svg.empty(
          "line", "class", "grid", "x1", left, "x2", right, "y1", Charts.at(y), "y2", Charts.at(y));
      svg.element(
          "text",
          Quantity.tick(value, series.metric().unit()),
          "x",
          left - 6,
          "y",
          Charts.at(y + 4),
          "text-anchor",
          "end");
    }
    int n = series.values().length;
    double[] x =
        IntStream.range(0, n)
            .mapToDouble(
                i -> n == 1 ? (left + right) / 2.0 : left + 4 + i * (right - left - 8.0) / (n - 1))
            .toArray();
    for (int i : series.otherConfigurations()) {
      double between = (x[i - 1] + x[i]) / 2;
      svg.open(
          "path",
          "class",
          "config",
          "d",
          "M" + Charts.at(between - 4) + " " + bottom + "h8l-4 -6z");
      svg.element("title", "another configuration of the run").close();
    }
    if (beside != null && beside.values().length == n) {
      svg.empty("path", "class", "beside", "d", path(beside.values(), x, range, top, bottom));
    }
    svg.empty("path", "class", "all", "d", path(series.values(), x, range, top, bottom));
    for (int i = 0; i < n; i++) {
      double y = bottom - (series.values()[i] - range[0]) / span * (bottom - top);
      svg.open("circle", "cx", Charts.at(x[i]), "cy", Charts.at(y), "r", n > 50 ? "1.6" : "2.4");
      svg.element("title", point(series, i)).close();
    }
    changes(svg, series, x, range, top, bottom);
    svg.element("text", day(series, 0), "x", left, "y", bottom + 16);
    if (n > 1) {
      svg.element("text", day(series, n - 1), "x", right, "y", bottom + 16, "text-anchor", "end");
    }
  }

  /** Some round values, at most five, between two others. */
  private static List<Double> roundValues(double least, double most) {
    double power = Math.pow(10, Math.floor(Math.log10((most - least) / 5)));
    double step = power;
    for (double factor : new double[] {2, 2.5, 5, 10}) {
      step = (most - least) / step > 5 ? factor * power : step;
    }
    List<Double> values = new ArrayList<>();
    for (double i = Math.ceil(least / step); i * step <= most; i++) {
      values.add(i * step);
    }
    return values;
  }

  private static void changes(
      Markup svg, Series series, double[] x, double[] range, int top, int bottom) {
    int from = 0;
    List<Series.Change> changes = series.changes();
    for (int i = 0; i <= changes.size(); i++) {
      int to = i == changes.size() ? x.length : changes.get(i).at();
      if (!changes.isEmpty()) {
        double median = Series.median(series.values(), from, to);
        double y = bottom - (median - range[0]) / (range[1] - range[0]) * (bottom - top);
        svg.empty(
            "line",
            "class",
            "median",
            "x1",
            Charts.at(x[from]),
            "x2",
            Charts.at(x[to - 1]),
            "y1",
            Charts.at(y),
            "y2",
            Charts.at(y));
      }
      if (i < changes.size()) {
        double at = (x[to - 1] + x[to]) / 2;
        Charts.line(svg, "change " + direction(series, changes.get(i)), at, top - 4, bottom);
        double room = Math.max(x[0] + 20, Math.min(x[x.length - 1] - 20, at));
        svg.element(
            "text",
            Quantity.change(changes.get(i).percent()),
            "class",
            "mark " + direction(series, changes.get(i)),
            "x",
            Charts.at(room),
            "y",
            top - 7,
            "text-anchor",
            "middle");
      }
      from = to;
    }
  }

  /** Whether a change is for the better. */
  static String direction(Series series, Series.Change change) {
    if (!series.metric().isSpeed() && !series.metric().unit().equals("bytes")) {
      return "other";
    }
    return change.after() > change.before() == series.metric().isRate() ? "better" : "worse";
  }

  private static String point(Series series, int i) {
    String commit = series.runs().get(i).commit();
    String label = series.runs().get(i).label();
    return Quantity.of(series.values()[i], series.metric().unit())
        + ", "
        + series.runs().get(i).timestamp()
        + (commit == null ? "" : ", commit " + commit.substring(0, Math.min(10, commit.length())))
        + (label == null ? "" : ", " + label);
  }

  private static String day(Series series, int i) {
    String timestamp = series.runs().get(i).timestamp();
    return timestamp.substring(0, Math.min(10, timestamp.length()));
  }

  /** A small line without axes; changes are marked. */
  static Markup sparkline(Series series) {
    double[] range = range(series, null);
    int n = series.values().length;
    double[] x = IntStream.range(0, n).mapToDouble(i -> 3 + i * 114.0 / (n - 1)).toArray();
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "spark",
        "viewBox",
        "0 0 120 24",
        "role",
        "img",
        "aria-label",
        n
            + " runs, from "
            + Quantity.of(series.values()[0], series.metric().unit())
            + " to "
            + Quantity.of(series.values()[n - 1], series.metric().unit())
            + (series.changes().isEmpty() ? "" : ", " + series.changes().size() + " changes"));
    for (Series.Change change : series.changes()) {
      double at = (x[change.at() - 1] + x[change.at()]) / 2;
      Charts.line(svg, "change " + direction(series, change), at, 0, 24);
    }
    svg.empty("path", "class", "all", "d", path(series.values(), x, range, 3, 21));
    double y = 21 - (series.values()[n - 1] - range[0]) / (range[1] - range[0]) * 18;
    svg.empty("circle", "cx", Charts.at(x[n - 1]), "cy", Charts.at(y), "r", "2");
    return svg.close();
  }

  private static String path(double[] values, double[] x, double[] range, int top, int bottom) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      double y = bottom - (values[i] - range[0]) / (range[1] - range[0]) * (bottom - top);
      path.append(i == 0 ? 'M' : 'L').append(Charts.at(x[i])).append(' ').append(Charts.at(y));
    }
    return path.toString();
  }

  /** All values, and never so small a range that noise looks like news. */
  private static double[] range(Series series, Series beside) {
    DoubleStream all = DoubleStream.of(series.values());
    if (beside != null) {
      all = DoubleStream.concat(all, DoubleStream.of(beside.values()));
    }
    var found = all.summaryStatistics();
    double median = Series.median(series.values(), 0, series.values().length);
    double margin = Math.abs(median) * SPAN;
    double low = Math.min(found.getMin(), median - margin);
    double high = Math.max(found.getMax(), median + margin);
    if (high == low) {
      return new double[] {low - 1, high + 1};
    }
    return new double[] {low, high};
  }

  /** The trends of several series in two columns, as a file of its own. */
  static Markup trends(List<String> names, List<Series> all) {
    int columns = 2;
    int cellHeight = 150;
    int cell = 480;
    int rows = (all.size() + columns - 1) / columns;
    Markup svg =
        Charts.picture(columns * cell, rows * cellHeight + 10, "p95 over the runs of the history");
    for (int i = 0; i < all.size(); i++) {
      int x = i % columns * cell;
      int y = i / columns * cellHeight + 6;
      svg.element("text", names.get(i), "class", "name", "x", x + 12, "y", y + 14);
      trendInto(svg, all.get(i), null, x + 76, x + cell - 20, y + 40, y + cellHeight - 30);
    }
    return svg.close();
  }
}
