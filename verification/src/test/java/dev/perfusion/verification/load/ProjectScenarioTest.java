package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.Main;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.verification.SharedFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A scenario on one of several simulations of a project file. */
class ProjectScenarioTest {
  private static final String PROJECT = "SimpleSimulationIV_710.pksim5";

  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  @Test
  void measuresTheSimulationThatIsNamed() throws IOException {
    Path project = SharedFolder.required("models/projects/" + PROJECT);
    Path target = Files.createDirectories(folder.resolve("bridge/target"));
    Path jar = Path.of("../bridge/target/perfusion-bridge.jar");
    Files.copy(jar, target.resolve(jar.getFileName()));

    assertThat(run(project)).isEqualTo(2);
    assertThat(said.toString()).contains("has several simulations").contains("\"Human\"");
    assertThat(run(project, "--simulation=Cat")).isEqualTo(2);
    assertThat(said.toString())
        .contains("has no simulation \"Cat\"; it has \"")
        .doesNotContain("FAILED");

    run(project, "--simulation=Human");

    // Models of this size may miss a ceiling of the demo model, but everything has been measured.
    assertThat(said.toString()).doesNotContain("FAILED");
    BenchmarkDocument document = BenchmarkDocument.read(document());
    assertThat(document.config().path("simulationName").asString("")).isEqualTo("Human");
    assertThat(document.dataset().id()).isEqualTo(PROJECT);
    assertThat(document.steps().values())
        .hasSizeGreaterThan(8)
        .allSatisfy(step -> assertThat(step.stats().count()).isPositive());
  }

  private int run(Path project, String... more) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--scenario=smoke",
                "--transport=inprocess",
                "--iterations=1",
                "--warmup=0",
                "--root=" + folder,
                "--model=" + project));
    arguments.addAll(List.of(more));
    return command.execute(arguments.toArray(String[]::new));
  }

  private Path document() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("var/benchmarks"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
