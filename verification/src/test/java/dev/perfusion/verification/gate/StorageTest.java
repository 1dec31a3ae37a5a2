package dev.perfusion.verification.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.report.StorageUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The room that the README says data, results and reports take. */
class StorageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The last column of the README's table in MB, by the folder that each row names first. */
  private static Map<String, Double> table() throws IOException {
    return Pattern.compile("\\| [^|]*\\(`([^`]+)`[^|]*\\|[^|]*\\| ([0-9.]+) MB \\|")
        .matcher(Files.readString(ROOT.resolve("README.md")))
        .results()
        .collect(Collectors.toMap(row -> row.group(1), row -> Double.valueOf(row.group(2))));
  }

  @Test
  void whatIsAssumedStaysBelowOneGigabyteTogether() throws IOException {
    Map<String, Double> mb = table();

    assertThat(mb)
        .containsOnlyKeys(
            "var/models/standard",
            "var/models/generated",
            "var/benchmarks",
            "jmh-benchmarks/target/bench",
            "reports/perf/latest.*",
            "profiling/out",
            "var/gate",
            "var/gate-evidence",
            "population --out");
    double all = mb.values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(all * 1e6).isBetween(0.9 * StorageUse.MOST, 1.0 * StorageUse.MOST);
  }

  /** The workflows delete what is more; on a machine of one's own the report tells. */
  @Test
  void theWorkflowsKeepAsManyDocumentsAsTheTableHasRoomFor() throws IOException {
    assertThat(ROOT.resolve(".github/scripts/restore-history.sh"))
        .content()
        .contains("most_megabytes=%.0f\n".formatted(table().get("var/benchmarks")));
  }

  @Test
  void thePublicModelsTakeWhatTheirListSays() throws IOException {
    JsonNode list = JsonMapper.shared().readTree(ROOT.resolve("reference/models/standard.json"));
    long bytes = 0;
    for (JsonNode model : list.isArray() ? list : list.path("models")) {
      bytes += model.path("sizeBytes").asLong();
    }
    assertThat(bytes / 1e6).isBetween(1.0, table().get("var/models/standard"));
  }

  @Test
  void whatIsStoredHereStaysBelowOneGigabyte() {
    assertThat(StorageUse.of(ROOT).total()).isLessThan(StorageUse.MOST);
  }
}
