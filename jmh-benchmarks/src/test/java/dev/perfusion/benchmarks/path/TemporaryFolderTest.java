package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the JVM ends before it is closed is tested with the commands that use it. */
class TemporaryFolderTest {
  @TempDir private Path other;

  @Test
  void closingDeletesAllThatIsInItAndNothingElse() throws IOException {
    Path kept = Files.writeString(other.resolve("kept"), "x");
    Path path;
    try (TemporaryFolder folder = new TemporaryFolder("perfusion-test")) {
      path = folder.path();
      Path deep = Files.createDirectories(path.resolve("a/b"));
      Files.createFile(deep.resolve("file"));
      Files.createSymbolicLink(deep.resolve("link"), other);
      assertThat(path).isEqualTo(path.toRealPath());
    }
    assertThat(path).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void deletionTellsWhetherTheFolderIsGone() throws IOException {
    Path folder = Files.createDirectories(other.resolve("c/d")).getParent();

    assertThat(TemporaryFolder.delete(folder)).isTrue();
    assertThat(folder).doesNotExist();
    assertThat(TemporaryFolder.delete(folder)).isTrue();
  }
}
