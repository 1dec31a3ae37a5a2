package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.Main;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Benchmarks by hand, {@code benchmarks.jar jmh}. */
class JmhCommandTest {
  @Test
  void aBenchmarkThatCannotBeSetUpEndsItWithTheReason() throws Exception {
    ProcessBuilder jmh =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djmh.ignoreLock=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "jmh",
                "BothSolvers.ours")
            .redirectErrorStream(true);
    jmh.environment().remove(NativeSimModel.VARIABLE);
    Process process = jmh.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output.lines().reduce("", (before, line) -> line))
        .as("the last line")
        .startsWith("benchmarks: " + NativeSimModel.VARIABLE + " names no folder")
        .contains("docs/adapters.md", "EngineRuns");
  }
}
