package dev.perfusion.verification.population;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Manifest.State;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own that is killed, interrupted and continued. */
class KilledPopulationTest {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();
  private static final Path WORKLOAD =
      Path.of("../var/workloads/population_1k.json").toAbsolutePath().normalize();

  @TempDir private Path folder;

  private Process start(String out, int threads) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString(), "population"));
    command.addAll(List.of("--workload=" + WORKLOAD, "--replicates=1", "--chunk=20", "--quiet"));
    command.addAll(List.of("--threads=" + threads, "--out=" + folder.resolve(out)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(out + ".log").toFile())
        .start();
  }

  private void finish(String out, int threads) throws Exception {
    Process process = start(out, threads);
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(out + ".log"))).isZero();
  }

  private Manifest manifest(String out) {
    return new Store(folder.resolve(out)).manifest();
  }

  private void awaitChunks(String out, int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (manifest(out) == null || manifest(out).chunks().size() < count) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(2);
    }
  }

  private Map<String, Object> content(String out) throws IOException {
    return PopulationFiles.content(folder.resolve(out));
  }

  @Test
  void aKilledProcessIsContinuedToTheSameBytes() throws Exception {
    finish("whole", 2);
    int killed = 0;
    for (int chunks : new int[] {1, 9, 25}) {
      Process process = start("parts", 1 + chunks % 3);
      awaitChunks("parts", chunks);
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      killed += manifest("parts").state() == State.RUNNING ? 1 : 0;
    }
    assertThat(killed).as("processes killed before their end").isPositive();
    finish("parts", 8);
    assertThat(manifest("parts").state()).isEqualTo(State.SUCCEEDED);
    assertThat(content("parts")).isEqualTo(content("whole"));
  }

  /** Ctrl-C and SIGTERM: an orderly end with a folder that says so. */
  @Test
  void anInterruptedProcessSaysSo() throws Exception {
    Process process = start("stopped", 2);
    awaitChunks("stopped", 2);
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(manifest("stopped").state()).isEqualTo(State.CANCELLED);
    assertThat(folder.resolve("stopped")).isDirectoryNotContaining("glob:**.{tmp,lock}");
    finish("stopped", 2);
    assertThat(manifest("stopped").state()).isEqualTo(State.SUCCEEDED);
    assertThat(manifest("stopped").progress().runsDone()).isEqualTo(1000);
  }
}
