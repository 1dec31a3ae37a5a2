package dev.perfusion.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.json.JsonFiles;
import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A side that says other things than it should. */
class ProbeTest {
  @TempDir private Path folder;
  private final StringWriter commands = new StringWriter();

  private Probe side(String said) {
    return new Probe(
        "head",
        folder.resolve("probe.log"),
        null,
        commands,
        new BufferedReader(new StringReader(said)));
  }

  private static String burst() {
    Histogram histogram = new Histogram(Histograms.DIGITS);
    histogram.recordValue(1_000_000);
    return JsonFiles.mapper()
        .writeValueAsString(
            Map.of("histogram", Histograms.encode(histogram), "witness", Witness.none()));
  }

  private static void breaksOff(Probe side, String... message) {
    assertThatThrownBy(side::end)
        .isInstanceOf(ProbeException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void whatIsWrittenBesidesIsPassedOver() {
    Probe side =
        side("OpenJDK 64-Bit Server VM warning: x\n\n{\"ready\": true}\n[gc] Pause\n" + burst());
    side.awaitReady();
    side.begin("get_results/inprocess/warm/1", 3, 50);

    assertThat(Histograms.p95(Histograms.sum(List.of(side.end().histogram()))))
        .isBetween(999_000L, 1_001_000L);
    assertThat(commands.toString())
        .contains("\"burst\":\"get_results/inprocess/warm/1\"", "\"leadInMillis\":3")
        .endsWith("\n");
    breaksOff(side, "side head ended", "it wrote besides", "VM warning: x", "[gc] Pause");
  }

  @Test
  void anAnswerThatIsNoneBreaksOffAndIsNoUnusableInput() throws Exception {
    Files.writeString(folder.resolve("probe.log"), "the last line");
    breaksOff(
        side("{\"histogram\": \"H\n"),
        "did not answer in JSON but {\"histogram\": \"H",
        "last line");
    breaksOff(
        side("{\"histogram\": \"HIST\", \"witness\": {}}"), "answered with", "is no histogram");
    breaksOff(side("{}"), "answered with", "histogram: missing");
    breaksOff(side("{\"error\": \"no path\"}"), "failed: no path");
    breaksOff(side("{\"error\": 7}"), "did not answer in JSON");
    breaksOff(side("x".repeat(1000)), "ended", "x".repeat(200) + "...");
  }
}
