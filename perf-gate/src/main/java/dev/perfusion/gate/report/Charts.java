package dev.perfusion.gate.report;

/**
 * What the pictures have in common: inline SVG whose colours come from classes, so that one style
 * sheet serves light and dark.
 */
final class Charts {
  static final int WIDTH = 360;
  static final int HEIGHT = 170;
  static final int LEFT = 64;
  static final int RIGHT = 10;
  static final int TOP = 20;
  static final int BOTTOM = 24;

  private Charts() {}

  /** A number as a coordinate. */
  static String at(double value) {
    long tenths = Math.round(value * 10);
    String whole = (tenths < 0 ? "-" : "") + Math.abs(tenths / 10);
    return tenths % 10 == 0 ? whole : whole + "." + Math.abs(tenths % 10);
  }

  /** An upright line. */
  static void line(Markup svg, String style, double x, double from, double to) {
    svg.empty("line", "class", style, "x1", at(x), "x2", at(x), "y1", at(from), "y2", at(to));
  }

  /** An SVG file: it has its own style sheet, and stands on any background. */
  static Markup picture(int width, int height, String words) {
    Markup svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + width + " " + height,
        "width",
        width,
        "height",
        height,
        "class",
        "chart file",
        "role",
        "img",
        "aria-label",
        words);
    svg.element("title", words);
    svg.element("style", PageFiles.text("charts.css"));
    svg.empty("rect", "class", "paper", "width", width, "height", height);
    return svg;
  }

  /** A chart of the page, which takes its colours from the style sheet of the page. */
  static Markup chart(String words) {
    Markup svg = new Markup();
    return svg.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-label",
        words);
  }

  /**
   * How much of a limit is used, on a logarithmic axis from a hundred-thousandth to ten times; the
   * limit is the line.
   *
   * @param used measured value as a share of the limit
   * @param status class of the colour
   */
  static Markup limit(double used, String status) {
    LogScale scale = new LogScale(1e-4, 10);
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "limit",
        "viewBox",
        "0 0 200 16",
        "role",
        "img",
        "aria-label",
        Quantity.digits(used * 100) + " % of the limit");
    for (double tick : new double[] {1e-3, 1e-2, 1e-1}) {
      line(svg, "grid", scale.at(tick) * 200, 3, 13);
    }
    double end = Math.max(2, scale.at(Math.max(used, 1e-9)) * 200);
    svg.empty("rect", "class", "bar " + status, "x", 0, "y", 4, "width", at(end), "height", 8);
    line(svg, "line", scale.at(1) * 200, 0, 16);
    return svg.close();
  }
}
