package dev.perfusion.gate.report;

import dev.perfusion.gate.stats.Samples;
import java.math.BigDecimal;
import java.util.List;

/** Where the samples of a step lie, from its raw histogram. */
final class LatencyChart {
  /** Up to so many samples are shown one by one. */
  static final long FEW = 12;

  private static final int STRETCHES = 160;

  private LatencyChart() {}

  /**
   * Where the samples of a step lie: an area over a logarithmic axis of time that fills the whole
   * width, with lines at p50, p95 and p99; single lines where there are few samples.
   */
  static Markup strip(Distribution samples, LogScale scale, String words) {
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "strip",
        "viewBox",
        "0 0 1000 100",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        words);
    stripMarks(svg, samples, scale, 0, 1000, 0, 100);
    return svg.close();
  }

  private static void stripMarks(
      Markup svg,
      Distribution samples,
      LogScale scale,
      double x,
      double width,
      double y,
      double height) {
    Samples all = samples.all();
    if (all.count() <= FEW) {
      for (int i = 0; i < all.size(); i++) {
        Charts.line(svg, "one", x + scale.at(all.value(i)) * width, y + height * 0.2, y + height);
      }
      return;
    }
    double[] density = samples.density(scale, STRETCHES);
    StringBuilder path = new StringBuilder("M" + Charts.at(x) + " " + Charts.at(y + height));
    double step = width / STRETCHES;
    for (int i = 0; i < STRETCHES; i++) {
      double top = y + height * (1 - 0.96 * Math.sqrt(density[i]));
      path.append('L').append(Charts.at(x + i * step)).append(' ').append(Charts.at(top));
      path.append('H').append(Charts.at(x + (i + 1) * step));
    }
    path.append('L')
        .append(Charts.at(x + width))
        .append(' ')
        .append(Charts.at(y + height))
        .append('Z');
    svg.empty("path", "class", "area", "d", path);
    Charts.line(svg, "q50", x + scale.at(all.quantile(0.5)) * width, y, y + height);
    Charts.line(svg, "q95", x + scale.at(all.quantile(0.95)) * width, y, y + height);
    Charts.line(svg, "q99", x + scale.at(all.quantile(0.99)) * width, y, y + height);
  }

  /** The strips of several steps below each other with names and axis, as a file of its own. */
  static Markup strips(List<String> names, List<Distribution> all, LogScale scale) {
    int row = 26;
    int label = 330;
    int width = 960;
    int plot = width - label - 20;
    int height = 30 + row * names.size() + 30;
    Markup svg = Charts.picture(width, height, "Latency distributions on a logarithmic axis");
    int bottom = height - 30;
    for (double tick : scale.ticks(12)) {
      double x = label + scale.at(tick) * plot;
      Charts.line(svg, "grid", x, 24, bottom);
      svg.element(
          "text",
          Quantity.tick(tick),
          "x",
          Charts.at(x),
          "y",
          bottom + 16,
          "text-anchor",
          "middle");
    }
    svg.element("text", "lines: p50, p95, p99", "x", width - 20, "y", 16, "text-anchor", "end");
    for (int i = 0; i < names.size(); i++) {
      int y = 26 + row * i;
      svg.element("text", names.get(i), "x", label - 10, "y", y + 18, "text-anchor", "end");
      stripMarks(svg, all.get(i), scale, label, plot, y + 2, row - 4);
    }
    return svg.close();
  }

  /**
   * The percentiles of a step up to what its number of samples can carry, on logarithmic axes of
   * time and of the share beyond: one line per fork, and all of them together.
   */
  static Markup percentiles(Distribution samples, String words) {
    LogScale times = LogScale.around(samples.least(), samples.most());
    double nines = Math.max(2, Math.log10(samples.all().count()));
    Markup svg = Charts.chart(words);
    frame(svg, times.ticks(6), times);
    for (double q : new double[] {0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999}) {
      double place = -Math.log10(1 - q) / nines;
      if (place <= 1) {
        double x = Charts.LEFT + place * (Charts.WIDTH - Charts.LEFT - Charts.RIGHT);
        Charts.line(svg, "grid", x, Charts.TOP, Charts.HEIGHT - Charts.BOTTOM);
        String name =
            "p" + BigDecimal.valueOf(q).movePointRight(2).stripTrailingZeros().toPlainString();
        svg.element(
            "text", name, "x", Charts.at(x), "y", Charts.HEIGHT - 8, "text-anchor", "middle");
      }
    }
    if (samples.forks().size() > 1) {
      samples.forks().forEach(fork -> percentileLine(svg, "fork", fork, times, nines));
    }
    percentileLine(svg, "all", samples.all(), times, nines);
    return svg.close();
  }

  private static void percentileLine(
      Markup svg, String style, Samples samples, LogScale times, double nines) {
    int points = 120;
    double last = Math.min(nines, Math.log10(samples.count()));
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= points; i++) {
      double place = last * i / points;
      double q = i == points ? 1 : 1 - Math.pow(10, -place);
      double x = Charts.LEFT + place / nines * (Charts.WIDTH - Charts.LEFT - Charts.RIGHT);
      double y =
          Charts.HEIGHT
              - Charts.BOTTOM
              - times.at(samples.quantile(q)) * (Charts.HEIGHT - Charts.TOP - Charts.BOTTOM);
      path.append(i == 0 ? 'M' : 'L').append(Charts.at(x)).append(' ').append(Charts.at(y));
    }
    svg.empty("path", "class", style, "d", path);
  }

  private static void frame(Markup svg, List<Double> ticks, LogScale scale) {
    for (double tick : ticks) {
      double y =
          Charts.HEIGHT
              - Charts.BOTTOM
              - scale.at(tick) * (Charts.HEIGHT - Charts.TOP - Charts.BOTTOM);
      level(svg, y, Quantity.tick(tick));
    }
  }

  private static void level(Markup svg, double y, String name) {
    svg.empty(
        "line",
        "class",
        "grid",
        "x1",
        Charts.LEFT,
        "x2",
        Charts.WIDTH - Charts.RIGHT,
        "y1",
        Charts.at(y),
        "y2",
        Charts.at(y));
    svg.element("text", name, "x", Charts.LEFT - 6, "y", Charts.at(y + 4), "text-anchor", "end");
  }
}
