package dev.perfusion.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  @TempDir private Path folder;

  @Test
  void demoModelIsTheDefault() throws IOException {
    ModelFiles models = ModelFiles.copyTo(folder.resolve("m"), Optional.empty(), Optional.empty());

    assertThat(Path.of(models.current()))
        .hasFileName("demo.pkml")
        .hasBinaryContent(DemoModel.bytes());
  }

  @Test
  void renewedFileHasNewContentBehindTheSameModel() throws IOException {
    Path original = Files.writeString(folder.resolve("a.pkml"), "<S/>");
    ModelFiles models =
        ModelFiles.copyTo(folder.resolve("m"), Optional.of(original), Optional.empty());
    models.renew();
    Path first = Path.of(models.current());
    String firstContent = Files.readString(first);
    models.renew();

    assertThat(firstContent).startsWith("<S/>").isNotEqualTo("<S/>");
    assertThat(Files.readString(Path.of(models.current())))
        .startsWith("<S/>")
        .isNotEqualTo(firstContent);
    assertThat(first).doesNotExist();
    ModelFiles other =
        ModelFiles.copyTo(folder.resolve("n"), Optional.of(original), Optional.empty());
    other.renew();
    assertThat(Files.readString(Path.of(other.current()))).isNotEqualTo(firstContent);
    assertThat(original).hasContent("<S/>");
  }
}
