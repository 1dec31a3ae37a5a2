package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.compare.EngineReport;
import dev.perfusion.benchmarks.compare.ReportRequest;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of speed is written, with the official solver where it is and without it. */
class EngineReportTest {
  @TempDir Path folder;

  private String report(Set<String> sections, boolean peer) throws IOException {
    Path out = folder.resolve("engine.md");
    ReportRequest request =
        new ReportRequest(
            Path.of("..").toAbsolutePath().normalize(),
            SharedFolder.required("models"),
            SharedFolder.required("oracle"),
            NativeSimModel.folder().filter(libraries -> peer),
            out,
            sections,
            true);
    new EngineReport(request, new PrintWriter(new StringWriter())).write();
    return Files.readString(out);
  }

  @Test
  void populationIsMeasuredWithOrWithoutAPeer() throws IOException {
    boolean peer = NativeSimModel.folder().isPresent();

    String report = report(Set.of("c"), peer);

    assertThat(report).contains("| two threads of one JVM |");
    assertThat(report.contains("not on this machine")).isNotEqualTo(peer);
    assertThat(report)
        .containsPattern("\\| c \\| population loop, error .* \\| pass \\|\n")
        .contains("the figures mean little");
  }

  @Test
  void restartHeavyRunsNeedNoPeer() throws IOException {
    String report = report(Set.of("b"), false);

    assertThat(report)
        .containsPattern("\\| b \\| warm single run.*, each \\| >= 20x \\|.*\\| not measured \\|")
        .containsPattern("\\| b \\| warm single run.*, error \\|.*\\| all below \\| pass \\|")
        .containsPattern("\\| OralTable01 \\| not on this machine \\| [0-9.]+ \\(");
  }
}
