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
  private static final double SMOKE_MB = 0.3;

  /** The rows of the README's table in MB, by the folder that each names first. */
  private static Map<String, Double> table() throws IOException {
    return Pattern.compile("\\| [^|]*\\(`([^`]+)`[^|]*\\| ([0-9.]+) MB[^|]*\\|")
        .matcher(Files.readString(ROOT.resolve("README.md")))
        .results()
        .collect(Collectors.toMap(row -> row.group(1), row -> Double.valueOf(row.group(2))));
  }

  @Test
  void aYearOfWeeklyRunsOfEverythingStaysBelowOneGigabyte() throws IOException {
    Map<String, Double> mb = table();

    assertThat(mb).hasSize(6);
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains(SMOKE_MB + " MB for scenario smoke");
    double all =
        mb.get("var/models/standard")
            + 3 * mb.get("var/models/generated")
            + 52 * (SMOKE_MB + 2 * mb.get("var/benchmarks"))
            + mb.get("reports/perf/latest.*")
            + 75 * mb.get("profiling/out")
            + 2 * mb.get("population --out");
    assertThat(all * 1e6).isLessThan(StorageUse.MOST);
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
