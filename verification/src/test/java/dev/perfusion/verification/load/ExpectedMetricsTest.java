package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.ModelStore;
import dev.perfusion.benchmarks.data.StandardModel;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.verification.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The committed numbers of the official solver against its recorded results and our engine. */
class ExpectedMetricsTest {
  private static final Path NUMBERS = Path.of("../reference/parity/expected_metrics.json");
  private static final Path MANIFEST = Path.of("../reference/models/standard.json");

  /** The recorded results have 17 digits; the solver is the same. */
  private static final double SAME_PERCENT = 1e-7;

  private static StandardModel pinned(String name) throws IOException {
    return StandardModel.read(MANIFEST).stream()
        .filter(m -> m.fileName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> entries() {
    return JsonMapper.shared().readTree(NUMBERS).required("models").valueStream().toList();
  }

  @Test
  void eachModelNamesTheBuildAndTheCommandThatMadeItsNumbers() throws Exception {
    assertThat(entries()).hasSizeGreaterThan(5);
    for (JsonNode entry : entries()) {
      String name = entry.required("file").stringValue();
      assertThat(entry.required("build").stringValue())
          .matches("SimModel [0-9.]+, .*; .*SimModelNative\\..* SHA-256 [0-9a-f]{64}");
      assertThat(entry.required("command").stringValue())
          .startsWith("OSPSUITE_LIBS=FOLDER ./bench expected-metrics --build '")
          .endsWith(" --only " + name);
      assertThat(ExpectedMetrics.read(NUMBERS).origin(pinned(name)))
          .contains("SHA-256", "--only " + name);
    }
  }

  @Test
  void theNumbersAreThoseOfTheRecordedResults() throws Exception {
    Path oracle = SharedFolder.required("oracle");
    int compared = 0;
    for (JsonNode entry : entries()) {
      String name = entry.required("file").stringValue().replace(".xml", "");
      ReferenceTable table = ReferenceTable.read(oracle.resolve(name + ".default.csv.gz"));
      if (table.times().length < entry.required("times").intValue()) {
        // Longer results are recorded at some of their times only.
        continue;
      }
      for (JsonNode output : entry.required("outputs")) {
        int column = table.paths().indexOf(output.required("path").stringValue());
        if (column >= 0) {
          double[] values = table.columns()[column];
          double auc = 0;
          for (int i = 1; i < values.length; i++) {
            auc += (table.times()[i] - table.times()[i - 1]) * (values[i] + values[i - 1]) / 2;
          }
          assertThat(output.required("auc").doubleValue())
              .isCloseTo(auc, withinPercentage(SAME_PERCENT));
          assertThat(output.required("cMax").doubleValue())
              .isCloseTo(Arrays.stream(values).max().orElseThrow(), withinPercentage(SAME_PERCENT));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(17);
  }

  @Test
  void theirCommandMakesThemAgain(@TempDir Path folder) throws Exception {
    Optional<Path> libraries = NativeSimModel.folder();
    assumeTrue(libraries.isPresent(), "skipped: the official solver is not there (OSPSUITE_LIBS)");
    Path models = SharedFolder.required("models/simmodel");
    String build = entries().get(0).required("build").stringValue().replaceAll("; .*", "");
    new ModelStore(folder).copy(pinned("POPsim.xml"), models);
    List<String> log = new ArrayList<>();
    byte[] renewed =
        ExpectedMetrics.read(NUMBERS)
            .renewed(
                StandardModel.read(MANIFEST),
                Set.of("POPsim.xml"),
                new ExpectedMetrics.Source(folder, libraries.get(), build),
                log::add);

    assertThat(log).isEmpty();
    assertThat(new String(renewed)).isEqualTo(Files.readString(NUMBERS));
  }

  @Test
  void theEngineComputesThem() throws Exception {
    ExpectedMetrics expected = ExpectedMetrics.read(NUMBERS);
    for (JsonNode entry : entries()) {
      String name = entry.required("file").stringValue();
      Path file = SharedFolder.required("models/simmodel/" + name);
      assertThat(expected.has(pinned(name))).isTrue();
      assertThat(expected.check(pinned(name), file)).isEmpty();
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
