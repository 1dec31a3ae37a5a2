package dev.perfusion.bridge.plot;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot as a picture: a row per output, its linear axis on the left, its logarithmic one right.
 */
public final class Picture {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 340;
  private static final int HEAD = 34;
  private static final int ROW_HEAD = 26;
  private static final int MARGIN = 16;
  private static final double SCALE = 2;
  private static final Color INK = new Color(0x222222);
  private static final Color FAINT = new Color(0xE3E3E3);
  private static final double OUTER = 0.2;
  private static final double INNER = 0.28;
  private static final double BESIDE_OTHERS = 0.16;
  private static final int MEDIAN = 2;
  private static final double HEADROOM = 1.05;
  private static final int SWATCH = 12;
  private static final int GAP = 18;

  /** Of the axes; with all of it the tick at the start is left out. */
  private static final double FULL = 0.998;

  private static final String FAMILY = Font.SANS_SERIF;

  private final BandPlot plot;

  private Picture(BandPlot plot) {
    this.plot = plot;
  }

  private int width() {
    return 2 * WIDTH + 2 * MARGIN;
  }

  private int height() {
    return HEAD + plot.panels().size() * (ROW_HEAD + HEIGHT) + MARGIN;
  }

  /**
   * Writes a PNG file of twice the size of a screen, for print.
   *
   * @throws IOException the stream fails
   */
  public static void png(BandPlot plot, OutputStream out) throws IOException {
    Picture picture = new Picture(plot);
    BufferedImage image =
        new BufferedImage(
            (int) (SCALE * picture.width()),
            (int) (SCALE * picture.height()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.scale(SCALE, SCALE);
    picture.paint(g);
    g.dispose();
    ImageIO.write(image, "png", out);
  }

  /**
   * Writes an SVG file.
   *
   * @throws IOException the stream fails
   */
  public static void svg(BandPlot plot, OutputStream out) throws IOException {
    Picture picture = new Picture(plot);
    VectorGraphics2D g = new VectorGraphics2D();
    picture.paint(g);
    Document document =
        new SVGProcessor()
            .getDocument(g.getCommands(), new PageSize(picture.width(), picture.height()));
    document.writeTo(out);
  }

  private void paint(Graphics2D g) {
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    g.setColor(INK);
    g.setFont(new Font(FAMILY, Font.BOLD, 15));
    g.drawString(plot.subtitle(), MARGIN, HEAD - 10);
    legend(g);
    int y = HEAD;
    for (BandPlot.Panel panel : plot.panels()) {
      g.setColor(INK);
      g.setFont(new Font(FAMILY, Font.PLAIN, 13));
      g.drawString(panel.title(), MARGIN, y + ROW_HEAD - 9);
      paint(chart(panel, null), g, MARGIN, y + ROW_HEAD);
      LogAxis axis = LogAxis.of(panel.bands());
      if (axis != null) {
        paint(chart(panel, axis), g, MARGIN + WIDTH, y + ROW_HEAD);
      }
      y += ROW_HEAD + HEIGHT;
    }
  }

  /** On the right of the head, for all panels. */
  private void legend(Graphics2D g) {
    List<BandPlot.Band> bands = plot.panels().isEmpty() ? List.of() : plot.panels().get(0).bands();
    g.setFont(new Font(FAMILY, Font.PLAIN, 12));
    int x = width() - MARGIN;
    int y = HEAD - 10;
    boolean alone = bands.size() == 1;
    for (int k = bands.size() - 1; k >= 0; k--) {
      String of = alone ? "" : bands.get(k).group() + ", ";
      if (alone) {
        x = entry(g, x, y, "25\u201375 %", Palette.tint(k, OUTER), Palette.tint(k, INNER));
      }
      x = entry(g, x, y, "5\u201395 %", Palette.tint(k, alone ? OUTER : BESIDE_OTHERS));
      x -= g.getFontMetrics().stringWidth(of + "median");
      g.setColor(INK);
      g.drawString(of + "median", x, y);
      x -= 2 * SWATCH + 6;
      g.setColor(Palette.solid(k));
      g.setStroke(new BasicStroke(2f));
      g.drawLine(x, y - 4, x + 2 * SWATCH, y - 4);
      x -= GAP;
    }
  }

  private static int entry(Graphics2D g, int right, int y, String text, Color... layers) {
    int x = right - g.getFontMetrics().stringWidth(text);
    g.setColor(INK);
    g.drawString(text, x, y);
    x -= SWATCH + 6;
    for (Color layer : layers) {
      g.setColor(layer);
      g.fillRect(x, y - SWATCH + 2, SWATCH, SWATCH);
    }
    return x - GAP;
  }

  private static void paint(XYChart chart, Graphics2D g, int x, int y) {
    Graphics2D part = (Graphics2D) g.create();
    part.translate(x, y);
    chart.paint(part, WIDTH, HEIGHT);
    part.dispose();
  }

  private static XYChart chart(BandPlot.Panel panel, LogAxis log) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("Time [" + panel.time().symbol() + "]")
            .yAxisTitle(panel.quantity())
            .build();
    style(chart.getStyler(), log, panel.bands());
    boolean alone = panel.bands().size() == 1;
    for (int g = 0; g < panel.bands().size(); g++) {
      BandPlot.Band band = panel.bands().get(g);
      String of = alone ? "" : band.group() + ", ";
      area(chart, band, 0, of + "5\u201395 %", Palette.tint(g, alone ? OUTER : BESIDE_OTHERS), log);
      if (alone) {
        area(chart, band, 1, "25\u201375 %", Palette.tint(g, INNER), log);
      }
    }
    for (int g = 0; g < panel.bands().size(); g++) {
      BandPlot.Band band = panel.bands().get(g);
      median(chart, band, (alone ? "" : band.group() + ", ") + "median", Palette.solid(g), log);
    }
    double first = panel.bands().get(0).times()[0];
    double last = panel.bands().get(0).times()[panel.bands().get(0).times().length - 1];
    chart.getStyler().setXAxisMin(first).setXAxisMax(last);
    return chart;
  }

  private static void style(XYStyler style, LogAxis log, List<BandPlot.Band> bands) {
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderColor(INK).setChartFontColor(INK);
    style.setPlotGridLinesColor(FAINT).setPlotGridLinesStroke(new BasicStroke(0.6f));
    style.setPlotGridVerticalLinesVisible(false);
    style.setAxisTickMarksColor(INK).setAxisTickMarksStroke(new BasicStroke(0.8f));
    style.setAxisTitleFont(new Font(FAMILY, Font.PLAIN, 12));
    style.setAxisTickLabelsFont(new Font(FAMILY, Font.PLAIN, 11));
    style.setAxisTickLabelsColor(INK);
    style.setChartPadding(8).setPlotContentSize(FULL);
    style.setChartTitleVisible(false);
    style.setLegendVisible(false);
    style.setAxisTicksLineVisible(false);
    style.setPlotMargin(0);
    if (log != null) {
      style.setYAxisLogarithmic(true).setYAxisLogarithmicDecadeOnly(true);
      style.setYAxisMin(log.low()).setYAxisMax(log.high());
    } else {
      double most = most(bands);
      style.setYAxisMin(Math.min(0, least(bands)));
      style.setYAxisMax(most > 0 ? HEADROOM * most : 1);
    }
  }

  private static double most(List<BandPlot.Band> bands) {
    return values(bands).max().orElse(0);
  }

  private static double least(List<BandPlot.Band> bands) {
    return values(bands).min().orElse(0);
  }

  private static DoubleStream values(List<BandPlot.Band> bands) {
    return bands.stream()
        .flatMap(band -> Arrays.stream(band.percentiles()))
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite);
  }

  /** Between a percentile and the one that mirrors it. */
  private static void area(
      XYChart chart, BandPlot.Band band, int lower, String name, Color colour, LogAxis log) {
    double[] low = band.percentiles()[lower];
    double[] high = band.percentiles()[band.percentiles().length - 1 - lower];
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    int n = band.times().length;
    for (int t = 0; t < n; t++) {
      if (shown(high[t], log)) {
        x.add(band.times()[t]);
        y.add(high[t]);
      }
    }
    for (int t = n - 1; t >= 0; t--) {
      if (shown(high[t], log)) {
        x.add(band.times()[t]);
        y.add(log == null ? low[t] : Math.max(log.low(), low[t]));
      }
    }
    if (x.isEmpty()) {
      return;
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(colour);
    series.setLineColor(colour);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineWidth(0.1f);
  }

  private static void median(
      XYChart chart, BandPlot.Band band, String name, Color colour, LogAxis log) {
    double[] median = band.percentiles()[MEDIAN];
    double[] x = new double[median.length];
    double[] y = new double[median.length];
    int n = 0;
    for (int t = 0; t < median.length; t++) {
      if (shown(median[t], log)) {
        x[n] = band.times()[t];
        y[n++] = median[t];
      }
    }
    if (n == 0) {
      return;
    }
    XYSeries series = chart.addSeries(name, Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    series.setLineColor(colour);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
  }

  private static boolean shown(double value, LogAxis log) {
    return Double.isFinite(value) && (log == null || value >= log.low());
  }
}
