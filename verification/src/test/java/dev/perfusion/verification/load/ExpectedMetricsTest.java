package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.StandardModel;
import dev.perfusion.verification.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed numbers of the official solver against its recorded results and our engine. */
class ExpectedMetricsTest {
  private static final Path NUMBERS = Path.of("../reference/parity/expected_metrics.json");
  private static final Path MANIFEST = Path.of("../reference/models/standard.json");

  private static StandardModel pinned(String name) throws IOException {
    return StandardModel.read(MANIFEST).stream()
        .filter(m -> m.fileName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNumbersAreThoseOfTheRecordedResults() throws Exception {
    Path oracle = SharedFolder.required("oracle");
    String text = Files.readString(NUMBERS);
    String build = text.replaceAll("(?s).*?\"build\" *: *\"([^\"]*)\".*", "$1");
    String command = text.replaceAll("(?s).*?\"command\" *: *\"([^\"]*)\".*", "$1");
    assertThat(new String(ExpectedMetrics.of(StandardModel.read(MANIFEST), oracle, build, command)))
        .isEqualTo(text);
  }

  @Test
  void theEngineComputesThem() throws Exception {
    ExpectedMetrics expected = ExpectedMetrics.read(NUMBERS);
    for (String name : List.of("POPsim", "GrowConst")) {
      Path file = SharedFolder.required("models/simmodel/" + name + ".xml");
      assertThat(expected.has(pinned(file.getFileName().toString()))).isTrue();
      assertThat(expected.check(pinned(file.getFileName().toString()), file)).isEmpty();
    }
  }

  @Test
  void anotherModelIsNoticed(@TempDir Path folder) throws Exception {
    Path file = SharedFolder.required("models/simmodel/POPsim.xml");
    Path numbers = folder.resolve("numbers.json");
    String text = Files.readString(NUMBERS);
    Files.writeString(numbers, text.replaceAll("(\"cMax\" *: *)([0-9.]+)", "$11.5"));
    assertThat(ExpectedMetrics.read(numbers).check(pinned("POPsim.xml"), file))
        .isNotEmpty()
        .allMatch(difference -> difference.contains("cMax"));
  }
}
