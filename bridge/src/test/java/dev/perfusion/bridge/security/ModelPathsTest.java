package dev.perfusion.bridge.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.error.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPathsTest {
  @TempDir private Path folder;
  private Path inside;
  private Path outside;
  private ModelPaths paths;

  @BeforeEach
  void files() throws IOException {
    Path root = Files.createDirectory(folder.resolve("models"));
    inside = Files.writeString(root.resolve("a.pkml"), "x");
    outside = Files.writeString(folder.resolve("secret.pkml"), "x");
    Files.createDirectory(root.resolve("folder.pkml"));
    Files.createSymbolicLink(root.resolve("link.pkml"), outside);
    paths = new ModelPaths(List.of(root, folder.resolve("absent")));
  }

  private void refused(String path, String reason) {
    assertThatThrownBy(() -> paths.resolve("filePath", path, null))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("filePath = \"" + path + "\"");
  }

  @Test
  void aFileBelowARootIsFoundByEitherPath() throws IOException {
    ModelSource byPath = paths.resolve("filePath", inside.toString(), null);
    assertThat(byPath)
        .isEqualTo(new ModelSource.File(inside.toRealPath(), inside.toString(), null));
    assertThat(paths.resolve("filePath", "a.pkml", null))
        .isEqualTo(new ModelSource.File(inside.toRealPath(), "a.pkml", null));
  }

  @Test
  void aFileOfThatNameThatMayNotBeLoadedHidesNoneThatMay() throws IOException {
    Path second = Files.createDirectory(folder.resolve("second"));
    Path good = Files.writeString(second.resolve("link.pkml"), "x");
    ModelPaths two = new ModelPaths(List.of(inside.getParent(), second));
    assertThat(two.resolve("filePath", "link.pkml", null))
        .isEqualTo(new ModelSource.File(good.toRealPath(), "link.pkml", null));
  }

  @Test
  void wayOutsideIsClosed() {
    refused(outside.toString(), "outside the allowed folders");
    refused(inside.getParent() + "/../secret.pkml", "outside the allowed folders");
    refused("../secret.pkml", "outside the allowed folders");
    refused(inside.resolveSibling("link.pkml").toString(), "outside the allowed folders");
  }

  @Test
  void whatIsNoModelFileIsRefused() {
    refused("a.txt", "only .pkml");
    refused("absent.pkml", "no such file");
    refused(inside.resolveSibling("folder.pkml").toString(), "not a regular file");
  }

  @Test
  void theDemoModelHasItsOwnNames() {
    assertThat(paths.resolve("filePath", "demo", null)).isEqualTo(new ModelSource.Demo());
    assertThat(paths.resolve("filePath", "classpath:demo.pkml", null))
        .isEqualTo(new ModelSource.Demo());
    refused("demo.pkml", "no such file");
  }

  @ParameterizedTest
  @CsvSource({"a/b/model.pkml, model", "model.v2.xml, model.v2", "classpath:demo.pkml, demo"})
  void theDefaultIdIsTheFileName(String path, String id) {
    assertThat(ModelPaths.stem(path)).isEqualTo(id);
  }
}
