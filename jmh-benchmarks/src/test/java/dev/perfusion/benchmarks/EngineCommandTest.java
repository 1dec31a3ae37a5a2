package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.compare.ReportRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EngineCommandTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    line.setOut(new PrintWriter(new StringWriter()));
    return line.execute(arguments);
  }

  @Test
  void optionsBecomeARequest() {
    EngineCommand command = new EngineCommand();
    new CommandLine(command)
        .parseArgs("--models", "m", "--oracle", "o", "--out", "r.md", "--only", "a,d", "--quick");

    ReportRequest request = command.request();

    assertThat(request.models()).isEqualTo(Path.of("m"));
    assertThat(request.oracle()).isEqualTo(Path.of("o"));
    assertThat(request.out()).isEqualTo(Path.of("r.md"));
    assertThat(request.only()).containsExactlyInAnyOrder("a", "d");
    assertThat(request.quick()).isTrue();
  }

  @Test
  void unknownSectionIsRefusedWithTheKnownOnes() {
    assertThat(execute("engine", "--only", "a,z")).isEqualTo(2);
    assertThat(err.toString()).contains("no section [z]; there are [a, b, c, d, e, f, g, h, i, k]");
  }

  @Test
  void missingModelIsNamed(@TempDir Path folder) {
    int exit =
        execute(
            "engine",
            "--only=h",
            "--quick",
            "--models=" + folder,
            "--out=" + folder.resolve("report.md"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("POPsim.xml is missing");
    assertThat(folder.resolve("report.md")).doesNotExist();
  }
}
