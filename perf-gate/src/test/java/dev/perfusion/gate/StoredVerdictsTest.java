package dev.perfusion.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.cli.PerfGate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Verdicts that an earlier version wrote, with the files they were derived from. They are never
 * written again: where one no longer follows, the form of verdicts needs a new version, and the old
 * one its reader.
 */
class StoredVerdictsTest {
  private static final List<String> FILES =
      List.of(
          "comparison.json",
          "comparison.md",
          "check.json",
          "check.md",
          "result.json",
          "baseline.json");

  @TempDir private Path folder;

  @BeforeEach
  void store() {
    FILES.forEach(name -> Inputs.write(folder, name, Inputs.text("stored/" + name)));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({"comparison, FAIL, 1", "check, FAIL, 1"})
  void anOldVerdictFollowsToTheLastByte(String name, String verdict, int exitCode) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    CommandLine gate = PerfGate.commandLine().setOut(writer).setErr(writer);
    int code =
        PerfGate.exitCode(
            gate,
            "rederive",
            file(name + ".json"),
            "--out",
            file("again.json"),
            "--summary",
            file("again.md"));

    assertThat(code).as(output.toString()).isEqualTo(exitCode);
    assertThat(output.toString()).startsWith(verdict + ": the same bytes follow");
    assertThat(folder.resolve("again.json")).hasSameBinaryContentAs(folder.resolve(name + ".json"));
    assertThat(folder.resolve("again.md")).hasSameBinaryContentAs(folder.resolve(name + ".md"));
  }
}
