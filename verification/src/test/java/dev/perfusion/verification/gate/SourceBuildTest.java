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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions of a small repository; a shell script stands for Maven. */
class SourceBuildTest {
  private static final List<String> BUILDS =
      List.of(
          "sh", "-c", "mkdir -p bridge/target && cp product bridge/target/perfusion-bridge.jar");

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
}
