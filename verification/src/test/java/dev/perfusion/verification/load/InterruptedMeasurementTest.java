package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A measurement that is ended in the middle, as by Ctrl-C, leaves neither folders nor processes.
 */
class InterruptedMeasurementTest {
  private static final Path PRODUCT = Path.of("../bridge/target/perfusion-bridge.jar");
  private static final Path BENCHMARKS = Path.of("../jmh-benchmarks/target/benchmarks.jar");
  private static final String FOLDERS = "perfusion-";

  @TempDir private Path folder;

  /** Of {@code run} the server belongs to a fork, of the others to the command itself. */
  @ParameterizedTest
  @CsvSource({
    "run --scenario=smoke --transport=rest, true",
    "run --scenario=smoke --transport=inprocess, false",
    "load, true",
    "soak, true",
    "overhead, false"
  })
  void leavesNothing(String arguments, boolean server) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path target = Files.createDirectories(folder.resolve("bridge/target"));
    Files.copy(PRODUCT, target.resolve(PRODUCT.getFileName()));
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dperfusion.root=" + folder);
    command.addAll(List.of("-jar", BENCHMARKS.toAbsolutePath().toString()));
    command.addAll(List.of(arguments.split(" ")));
    Process measuring =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    List<ProcessHandle> started = List.of();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      boolean begun = false;
      while (!begun && measuring.isAlive() && System.nanoTime() < end) {
        Thread.sleep(20);
        started = measuring.descendants().toList();
        begun =
            !folders(temporary).isEmpty()
                && (!arguments.startsWith("run") || has(started, "ForkedMain"))
                && (!server || has(started, "serve"));
      }
      assertThat(begun).as(Files.readString(log)).isTrue();

      measuring.destroy();

      assertThat(measuring.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      measuring.destroyForcibly();
    }
    assertThat(folders(temporary)).isEmpty();
    assertThat(started).noneMatch(process -> process.info().command().isPresent());
  }

  private static boolean has(List<ProcessHandle> processes, String argument) {
    return processes.stream()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(argument));
  }

  private static List<Path> folders(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith(FOLDERS)).toList();
    }
  }
}
