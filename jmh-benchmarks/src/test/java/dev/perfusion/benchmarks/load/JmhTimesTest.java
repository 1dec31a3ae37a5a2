package dev.perfusion.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which of the stored runs stand beside a load. */
class JmhTimesTest {
  private static final List<String> READ = List.of("get_parameter_value");

  @TempDir private Path folder;

  private void document(String day, String config, String step, double p95) throws IOException {
    String hash = "ab".repeat(32);
    Files.writeString(
        folder.resolve("202601" + day + "T120000Z-smoke.json"),
        """
        {"timestamp": "2026-01-%1$sT12:00:00Z", "scenario": "smoke", "config": %2$s, "configHash": "%3$s",
         "dataset": {"id": "demo.pkml", "sizeBytes": 1, "sha256": "%3$s"}, "environment": {"fingerprint": "f", "cpuModel": "a machine", "logicalCpus": 2},
         "summary": {"count": 0}, "steps": {"%4$s": {"count": 900, "min": %5$s, "max": 8.5, "mean": %6$s, "p50": %5$s,
         "p90": %5$s, "p95": %5$s, "p99": %5$s, "histogram": [[[%5$s, 899], [8.5, 1]]]}}}
        """
            .formatted(day, config, hash, step, p95, (899 * p95 + 8.5) / 900));
  }

  private JmhTimes latest(String model) throws IOException {
    return latest(folder, model, "a machine");
  }

  private static JmhTimes latest(Path folder, String model, String machine) throws IOException {
    return latest(folder, model, Optional.empty(), machine);
  }

  private static JmhTimes latest(
      Path folder, String model, Optional<String> simulation, String machine) throws IOException {
    return JmhTimes.latest(
        folder,
        Transport.REST,
        model,
        simulation,
        READ,
        JsonMapper.shared().createObjectNode().put("cpuModel", machine).put("logicalCpus", 2));
  }

  @Test
  void theLatestWarmCallsOfOneCallerCount() throws IOException {
    document("01", "{}", "get_parameter_value/rest/warm/1", 1.5);
    document("02", "{}", "get_parameter_value/rest/warm/1", 2.5);
    document("03", "{}", "get_parameter_value/mcp/warm/1", 3.5);
    document("04", "{}", "get_parameter_value/rest/stress/4", 4.5);
    document("05", "{}", "get_results/rest/warm/1", 5.5);
    document("06", "{\"baseUrl\": \"http://host\"}", "get_parameter_value/rest/warm/1", 6.5);
    Files.writeString(folder.resolve("20260107T120000Z-other.json"), "{}");

    assertThat(latest("demo.pkml").document()).isEqualTo("20260102T120000Z-smoke.json");
    assertThat(latest("demo.pkml").byTool().get("get_parameter_value").p95()).isEqualTo(2.5);
    assertThat(latest("other.pkml")).isEqualTo(JmhTimes.NONE);
    assertThat(latest(folder, "demo.pkml", "another machine")).isEqualTo(JmhTimes.NONE);
    assertThat(latest(folder.resolve("none"), "demo.pkml", "a machine")).isEqualTo(JmhTimes.NONE);
  }

  @Test
  void ofAProjectFileTheSameSimulationCounts() throws IOException {
    document("01", "{\"simulationName\": \"A\"}", "get_parameter_value/rest/warm/1", 1.5);
    document("02", "{\"simulationName\": \"B\"}", "get_parameter_value/rest/warm/1", 2.5);

    assertThat(latest(folder, "demo.pkml", Optional.of("A"), "a machine").document())
        .isEqualTo("20260101T120000Z-smoke.json");
    assertThat(latest("demo.pkml")).isEqualTo(JmhTimes.NONE);
  }

  @Test
  void theReportHasThemInARowOfTheirOwn() throws IOException {
    document("02", "{}", "get_parameter_value/rest/warm/1", 2.5);
    LoadPlan plan =
        new LoadPlan(
            Transport.REST,
            ToolMix.parse("get_parameter_value"),
            "classpath:demo.pkml",
            Optional.empty(),
            1,
            1,
            0,
            1,
            List.of(50.0),
            List.of(),
            1);
    Times times = new Times();
    times.add("get_parameter_value", 3_000_000, 1_000_000);
    LoadLevel level = new LoadLevel(Double.NaN, 0, 1, 1, 0, List.of(), 0, times);
    LoadResult result = new LoadResult(plan, level, List.of());

    assertThat(result.markdown("now")).doesNotContain("JMH");
    assertThat(result.beside(JmhTimes.NONE).markdown("now")).contains("`./bench run` makes one");
    LoadResult beside = result.beside(latest("demo.pkml"));
    assertThat(beside.markdown("now"))
        .contains(
            "20260102T120000Z-smoke.json", "| JMH | - | service | 900 | 2.500 |", "| 8.500 |");
    JsonNode json =
        JsonMapper.shared()
            .valueToTree(beside.json(JsonMapper.shared().createObjectNode()))
            .path("jmh");
    assertThat(json.at("/tools/get_parameter_value/p95").doubleValue()).isEqualTo(2.5);
  }
}
