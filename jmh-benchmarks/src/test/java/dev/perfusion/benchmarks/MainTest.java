package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.cli.PerfGate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Exit codes through the executable jar: 1 is a regression and nothing else. */
class MainTest {
  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  private int run(CommandLine main, String... arguments) {
    PrintWriter writer = new PrintWriter(said, true);
    return PerfGate.exitCode(main.setOut(writer).setErr(writer), arguments);
  }

  /** Fails as no command should. */
  @Command(name = "broken")
  private static final class Broken implements Callable<Integer> {
    private final Throwable failure;

    Broken(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  @Test
  void aStoredVerdictWithoutASeedIsUnusable() throws IOException {
    Path verdict =
        Files.writeString(
            folder.resolve("verdict.json"),
            """
            {"format": "perfusion-comparison/1", "base": {"name": "a", "sha256": "b"},
             "head": {"name": "a", "sha256": "b"}, "environment": {},
             "suite": {"name": "s", "mainClass": "m", "warmupMillis": 0, "burstMillis": 1,
              "blocks": 1, "budgetSeconds": 1, "paths": ["get_job_status/rest/warm/1"],
              "plan": {"looks": [5], "spending": "POCOCK", "failRatio": 1.1, "failFloor": 1.05,
               "failAlpha": 0.01, "passAlpha": 0.025, "controlAlpha": 0.01,
               "controlTolerance": 0.02, "tailSamples": 100}},
             "pairs": []}
            """);
    assertThat(run(Main.commandLine(), "gate", "rederive", verdict.toString())).isEqualTo(2);
    assertThat(said.toString()).contains("verdict.json: seed: missing").doesNotContain("\tat ");
  }

  @Test
  void whateverElseFailsIsNoVerdict() {
    for (Throwable failure :
        new Throwable[] {
          new NullPointerException("nothing"),
          new IllegalStateException("odd"),
          new StackOverflowError("deep")
        }) {
      CommandLine gate = Main.commandLine();
      gate.getSubcommands().get("gate").addSubcommand(new Broken(failure));
      assertThat(run(gate, "gate", "broken")).isEqualTo(2);
      assertThat(said.toString()).contains(failure.getMessage());

      CommandLine main = Main.commandLine().addSubcommand(new Broken(failure));
      assertThat(run(main, "broken")).isEqualTo(2);
    }
  }
}
