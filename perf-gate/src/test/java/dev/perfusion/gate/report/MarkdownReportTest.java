package dev.perfusion.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.check.Baseline;
import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.convert.Converter;
import dev.perfusion.gate.convert.RunMetadata;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.jmh.JmhResults;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownReportTest {
  @TempDir private Path folder;

  @Test
  void theCeilingsPageIsTheGoldenOne() {
    BenchmarkDocument document =
        Converter.convert(
            JmhResults.read(Inputs.write(folder, "jmh.json", Inputs.text("jmh.json"))),
            RunMetadata.read(Inputs.write(folder, "meta.json", Inputs.text("meta.json"))),
            folder.resolve("run.json"));
    Thresholds smoke = Thresholds.shipped("smoke").orElseThrow().withoutRequired();
    Verdict verdict = Gate.check("run.json", document, smoke, null);
    ReportSources sources =
        new ReportSources("run.json", document, null, "smoke.json", link -> "../" + link);

    assertThat(MarkdownReport.of(sources, verdict)).isEqualTo(Inputs.text("ceilings.md"));
  }

  @Test
  void theComparisonPageIsTheGoldenOne() {
    Documents result =
        new Documents()
            .step("get_parameter_value/rest/warm/1", 2000, 12.5)
            .step("set_parameter_value/rest/warm/1", 2000, 5)
            .step("load_simulation/rest/cold_jvm/1", 5, 4000)
            .step("odd|tool/mcp/stress/8", 2000, 1);
    Documents recorded =
        new Documents()
            .step("get_parameter_value/rest/warm/1", 2000, 10)
            .step("set_parameter_value/rest/warm/1", 2000, 10)
            .step("load_simulation/rest/cold_jvm/1", 5, 3000)
            .step("get_job_status/rest/warm/1", 2000, 10);
    BenchmarkDocument document = result.read(folder, "run.json");
    Baseline baseline = new Baseline("old.json", recorded.read(folder, "old.json"));
    Thresholds smoke = Thresholds.shipped("smoke").orElseThrow().withoutRequired();
    Verdict verdict = Gate.check("run.json", document, smoke, baseline);
    ReportSources sources =
        new ReportSources("run.json", document, "old.json", "smoke.json", UnaryOperator.identity());

    assertThat(MarkdownReport.of(sources, verdict)).isEqualTo(Inputs.text("comparison.md"));
  }
}
