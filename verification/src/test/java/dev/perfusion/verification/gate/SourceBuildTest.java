package dev.perfusion.verification.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.compare.SourceBuild;
import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions of a small repository; a shell script stands for Maven. */
class SourceBuildTest {
  private static final List<String> BUILDS =
      List.of(
          "sh", "-c", "mkdir -p bridge/target && cp product bridge/target/perfusion-bridge.jar");

  private static final Path HARNESS = Path.of("../jmh-benchmarks/target/benchmarks.jar");

  @TempDir private Path repository;

  @BeforeEach
  void twoRevisions() throws Exception {
    git("init", "-q");
    revision("old");
    revision("new");
  }

  private void revision(String product) throws Exception {
    Files.writeString(repository.resolve("product"), product);
    git("add", "product");
    git("-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qm", product);
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void eachRevisionIsBuiltFromItsOwnFilesAndNothingIsLeft() throws Exception {
    Files.writeString(repository.resolve("product"), "not committed");
    Path jar;
    try (SourceBuild old = SourceBuild.of(repository, "HEAD~1", BUILDS);
        SourceBuild now = SourceBuild.of(repository, "HEAD", BUILDS)) {
      jar = old.jar();
      assertThat(jar).content().isEqualTo("old");
      assertThat(now.jar()).content().isEqualTo("new");
      assertThat(now.commit()).isEqualTo(git("rev-parse", "HEAD"));
    }
    assertThat(jar).doesNotExist();
    assertThat(git("worktree", "list").lines()).hasSize(1);
    assertThat(repository.resolve("product")).content().isEqualTo("not committed");
  }

  @Test
  void whatCannotBeBuiltIsSaid() throws Exception {
    assertThatThrownBy(() -> SourceBuild.of(repository, "no-such-branch", BUILDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no-such-branch");
    List<String> fails = List.of("sh", "-c", "echo the compiler is cross; exit 1");
    assertThatThrownBy(() -> SourceBuild.of(repository, "HEAD", fails))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the compiler is cross");
    assertThatThrownBy(() -> SourceBuild.of(repository, "HEAD", List.of("true")))
        .hasMessageContaining("builds no");
    assertThat(git("worktree", "list").lines()).hasSize(1);
  }

  /** Ended while Maven is at work, as by Ctrl-C: neither a work tree nor Maven stays. */
  @Test
  void anInterruptedComparisonLeavesNothing() throws Exception {
    Path maven = repository.resolve("slow-maven");
    Files.writeString(maven, "sleep 600 & echo $! > \"$WORKER\"; wait");
    Path worker = repository.resolve("worker");
    ProcessBuilder compare =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + Files.createDirectory(repository.resolve("tmp")),
            "-jar",
            HARNESS.toAbsolutePath().toString(),
            "gate",
            "compare",
            "--base",
            "HEAD~1",
            "--head",
            "HEAD",
            "--repository",
            repository.toString(),
            "--out",
            repository.resolve("out").toString(),
            "--maven",
            "sh " + maven);
    compare.environment().put("WORKER", worker.toString());
    Process process =
        compare
            .redirectErrorStream(true)
            .redirectOutput(repository.resolve("log").toFile())
            .start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while ((!Files.exists(worker) || Files.size(worker) == 0) && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(worker).as(Files.readString(repository.resolve("log"))).exists();
      assertThat(git("worktree", "list").lines()).hasSize(2);
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(git("worktree", "list").lines()).hasSize(1);
    assertThat(repository.resolve("tmp")).isEmptyDirectory();
    long pid = Long.parseLong(Files.readString(worker).strip());
    // Where nobody asks how it ended it keeps its number, but runs no command.
    assertThat(ProcessHandle.of(pid).flatMap(left -> left.info().command())).isEmpty();
  }
}
