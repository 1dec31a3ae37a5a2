package dev.perfusion.bridge.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationFolder;
import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.population.summary.PopulationSummaries;
import dev.perfusion.engine.Simulation;
import dev.perfusion.fixtures.DemoModel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BandPlotTest {
  private static final double[] TIMES = {0, 60, 120, 240, 480, 720, 1440};

  @TempDir private static Path folder;

  @BeforeAll
  static void population() throws IOException {
    System.setProperty("java.awt.headless", "true");
    Manifest manifest =
        PopulationFolder.write(
            folder, 21, 1, 7, TIMES, (i, r, k, t) -> k == 1 ? 0 : t * (1 + i) * Math.exp(-t));
    PopulationSummaries.write(
        new Store(folder),
        manifest,
        Simulation.load(DemoModel.open(), DemoModel.FILE_NAME).newRun(),
        List.of("Sex"),
        1,
        new ChunkCheck(),
        () -> {});
  }

  private static BandPlot plot(String... groups) {
    return BandPlot.of(folder, List.of(), List.of(groups));
  }

  @Test
  void bandsAreThoseOfTheFolder() {
    BandPlot plot = plot("all");
    assertThat(plot.subtitle()).isEqualTo("demo: 21 subjects");
    BandPlot.Panel panel = plot.panels().get(0);
    assertThat(panel.quantity()).isEqualTo("Plasma concentration [µmol/l]");
    assertThat(panel.time()).isEqualTo(BandPlot.TimeUnit.H);
    assertThat(panel.bands().get(0).times()).containsExactly(0, 1, 2, 4, 8, 12, 24);
    // The median of 1 to 21 is 11, the 5th percentile 2.
    assertThat(panel.bands().get(0).percentiles()[2][1]).isEqualTo(11 * Math.exp(-1));
    assertThat(panel.bands().get(0).percentiles()[0][1]).isEqualTo(2 * Math.exp(-1));
    assertThat(plot.panels().get(1).quantity()).isEqualTo("Fraction excreted");
  }

  @Test
  void theLogarithmicAxisLeavesOutTheRiseAndWhatIsNeverPositive() {
    assertThat(LogAxis.of(plot("all").panels().get(0).bands())).isEqualTo(new LogAxis(0.01, 10));
    assertThat(LogAxis.of(plot("all").panels().get(1).bands())).isNull();
  }

  @Test
  void aPngShowsBandsAndMedian() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Picture.png(plot("all"), out);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(image.getWidth()).isGreaterThan(2000);
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth() / 2; x++) {
      for (int y = 60; y < image.getHeight() / 2; y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(colours).contains(Palette.solid(0).getRGB(), Color.WHITE.getRGB());
    // The outer band is 20 % of the colour on white.
    assertThat(colours).anySatisfy(c -> assertThat(c).isEqualTo(0xFFCCE3F0));
  }

  @Test
  void anSvgIsOneAndNamesGroups() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Picture.svg(plot("Sex=even", "Sex=odd, really"), out);
    String svg = out.toString(StandardCharsets.UTF_8);
    assertThat(svg).contains("<svg").contains("Sex=even, median").contains("| Drug |");
  }

  @Test
  void aPageHoldsAllItNeeds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Page.html(plot("all", "Sex=even"), out);
    String html = out.toString(StandardCharsets.UTF_8);
    assertThat(html).doesNotContain("@DATA@").doesNotContain("src=").doesNotContain("href=");
    String data = html.replaceFirst("(?s).*id=\"data\">", "").replaceFirst("(?s)</script>.*", "");
    JsonNode panel = Json.mapper().readTree(data).path("panels").get(0);
    assertThat(panel.path("bands").get(1).path("group").stringValue()).isEqualTo("Sex=even");
    assertThat(panel.path("bands").get(0).path("percentiles").get(2).get(1).floatValue())
        .isEqualTo(Float.parseFloat("4.04667"));
    assertThat(panel.path("log").get(1).doubleValue()).isEqualTo(10);
  }

  @Test
  void whatIsNotThereIsTold(@TempDir Path empty) {
    assertThatThrownBy(() -> BandPlot.of(empty, List.of(), List.of("all")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds no population");
    assertThatThrownBy(() -> plot("Sex=x")).hasMessageContaining("[all, Sex=even");
    assertThatThrownBy(() -> BandPlot.of(folder, List.of("x"), List.of("all")))
        .hasMessageContaining("Fraction excreted");
  }
}
