package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchSettingsTest {
  @TempDir private Path folder;

  @Test
  void aJarInItsModuleWorksForItsProject() throws IOException {
    Path jar = folder.resolve("jmh-benchmarks/target/benchmarks.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(folder.resolve("jmh-benchmarks/pom.xml"));
    assertThat(BenchSettings.root(jar)).isEqualTo(folder);
  }

  /** It must not write to {@code /profiling/out}. */
  @Test
  void aCopiedJarWorksForTheFolderWhereItIsCalled() {
    assertThat(BenchSettings.root(folder.resolve("benchmarks.jar")))
        .isEqualTo(Path.of("").toAbsolutePath());
  }
}
