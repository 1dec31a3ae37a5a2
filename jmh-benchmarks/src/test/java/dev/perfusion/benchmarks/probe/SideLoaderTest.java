package dev.perfusion.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.gate.json.JsonFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideLoaderTest {
  @TempDir private Path folder;

  private Path jar(String name, Class<?>... types) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Class<?> type : types) {
        String entry = type.getName().replace('.', '/') + ".class";
        zip.putNextEntry(new ZipEntry(entry));
        try (InputStream code = type.getClassLoader().getResourceAsStream(entry)) {
          code.transferTo(zip);
        }
      }
    }
    return file;
  }

  private static SideLoader of(Path product, Path harness) {
    return SideLoader.of(product + File.pathSeparator + harness);
  }

  private static Path source(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void productClassesComeFromTheProductAndTheRestFromTheBenchmarks() throws Exception {
    Path product = jar("product.jar", Bridge.class, DemoModel.class);
    Path harness = jar("harness.jar", Bridge.class, DemoModel.class, Call.class, JsonFiles.class);
    try (SideLoader loader = of(product, harness)) {
      Class<?> model = loader.loadClass(DemoModel.class.getName());

      assertThat(model).isNotEqualTo(DemoModel.class);
      assertThat(source(model)).isEqualTo(product);
      assertThat(source(loader.loadClass(Call.class.getName()))).isEqualTo(harness);
      assertThat(source(loader.loadClass(JsonFiles.class.getName()))).isEqualTo(harness);
      assertThat(loader.loadClass("java.sql.Date")).isNotNull();
    }
  }

  /** A class that a version renamed or removed must not be that of another version. */
  @Test
  void whatTheProductDoesNotHaveIsNotTakenFromTheBenchmarks() throws Exception {
    Path product = jar("product.jar", Bridge.class);
    Path harness = jar("harness.jar", Bridge.class, DemoModel.class);
    try (SideLoader loader = of(product, harness)) {
      assertThatThrownBy(() -> loader.loadClass(DemoModel.class.getName()))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessage(
              DemoModel.class.getName() + ", which this version of the product does not have");
      assertThat(loader.missed()).containsExactly(DemoModel.class.getName());
    }
  }

  @Test
  void whatIsNoProductIsNotMeasured() throws IOException {
    Path harness = jar("harness.jar", Bridge.class);
    Path unrelated = jar("unrelated.jar", DemoModel.class);
    assertThatThrownBy(() -> of(unrelated, harness))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unrelated.jar is no jar of the product");
    Path text = Files.writeString(folder.resolve("text.jar"), "a text");
    assertThatThrownBy(() -> of(text, harness)).hasMessageContaining("text.jar is no jar");
  }
}
