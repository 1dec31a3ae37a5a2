package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.benchmarks.RunSimulation;
import dev.perfusion.benchmarks.profile.FlameGraphProfiler;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** A benchmark started by hand with the profiler, as docs/performance-profiling.md shows it. */
class ProfiledForkTest {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** The server belongs to the fork: it ends with the benchmark, before the profiler is asked. */
  @Test
  void theServerOfAForkIsProfiledBeforeItEnds() throws Exception {
    assumeTrue(
        System.getProperty("os.name").startsWith("Linux"), "skipped: profiles are for Linux");
    System.setProperty("jmh.ignoreLock", "true");
    new Runner(
            new OptionsBuilder()
                .include("^" + RunSimulation.class.getName() + ".warm$")
                .param("transport", "rest")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(200))
                .measurementIterations(1)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .addProfiler(FlameGraphProfiler.class)
                .jvmArgsAppend(
                    "-Dbench.serverJar=" + JAR,
                    "-Dbench.workspace=" + folder,
                    "-Dbench.flameGraphs=" + folder.resolve("out"))
                .output(folder.resolve("log").toString())
                .build())
        .runSingle();

    Path stacks = folder.resolve("out/run_simulation-rest-warm-1.collapsed");
    assertThat(folder.resolve("out/run_simulation-rest-warm-1.html")).isNotEmptyFile();
    assertThat(Files.readString(stacks)).contains("dev/perfusion/bridge/http");
  }
}
