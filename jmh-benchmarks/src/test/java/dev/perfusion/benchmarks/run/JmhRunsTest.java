package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmhRunsTest {
  @TempDir private Path folder;

  @Test
  void reasonIsTheExceptionBelowTheMarkOfJmh() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("jmh.log"),
            """
            # Fork: 1 of 1
            # Warmup Iteration   1: <failure>

            java.lang.IllegalStateException: the reason
            \tat a.b.C(D.java:1)
            """);

    assertThat(JmhRuns.reason(log)).contains("java.lang.IllegalStateException: the reason");
  }

  @Test
  void logWithoutTheMarkGivesNoReason() throws IOException {
    Path log = Files.writeString(folder.resolve("jmh.log"), "# Fork: 1 of 1\n");

    assertThat(JmhRuns.reason(log)).isEmpty();
  }
}
