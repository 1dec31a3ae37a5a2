package dev.perfusion.bridge.plot;

import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plot as a page that needs nothing else: the numbers, and a script that draws them. */
public final class Page {
  private static final String TEMPLATE = "/dev/perfusion/bridge/plot/bands.html";
  private static final String DATA = "@DATA@";

  private Page() {}

  /**
   * Writes the page.
   *
   * @throws IOException the stream fails
   */
  public static void html(BandPlot plot, OutputStream out) throws IOException {
    String template;
    try (InputStream stream = Page.class.getResourceAsStream(TEMPLATE)) {
      template = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    // Names from a model must not end the script element that holds the data.
    String data = json(plot).toString().replace("<", "\\u003c");
    out.write(template.replace(DATA, data).getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode json(BandPlot plot) {
    ObjectNode json = Json.mapper().createObjectNode().put("subtitle", plot.subtitle());
    ArrayNode panels = json.putArray("panels");
    for (BandPlot.Panel panel : plot.panels()) {
      ObjectNode node = panels.addObject();
      node.put("title", panel.title()).put("quantity", panel.quantity()).put("unit", panel.unit());
      node.put("time", panel.time().symbol());
      LogAxis log = LogAxis.of(panel.bands());
      if (log != null) {
        node.putArray("log").add(log.low()).add(log.high());
      }
      ArrayNode bands = node.putArray("bands");
      for (int g = 0; g < panel.bands().size(); g++) {
        BandPlot.Band band = panel.bands().get(g);
        ObjectNode of = bands.addObject().put("group", band.group()).put("colour", Palette.css(g));
        numbers(of.putArray("times"), band.times());
        ArrayNode percentiles = of.putArray("percentiles");
        for (double[] percentile : band.percentiles()) {
          numbers(percentiles.addArray(), percentile);
        }
      }
    }
    return json;
  }

  private static void numbers(ArrayNode target, double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        // Six digits are more than a screen can show.
        target.add(Float.parseFloat(String.format(java.util.Locale.ROOT, "%.6g", value)));
      } else {
        target.addNull();
      }
    }
  }
}
