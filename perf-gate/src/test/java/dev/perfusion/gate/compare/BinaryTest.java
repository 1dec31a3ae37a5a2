package dev.perfusion.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryTest {
  private static final List<String> OWN = List.of("org.example.");

  @TempDir private Path folder;

  private Path jar(String name, String... entries) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
      }
    }
    return file;
  }

  private static void refused(Path jar, List<String> packages, String message) {
    assertThatThrownBy(() -> Binary.of("head", null, jar, packages))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(jar + ": " + message);
  }

  @Test
  void aJarIsKnownByItsBytes() throws IOException {
    Path jar = jar("a.jar", "org/example/A.class");
    Binary binary = Binary.of("head", "0123", jar, OWN);

    assertThat(binary.sha256()).hasSize(64).isNotEqualTo(hash(jar("b.jar", "org/example/B.class")));
    assertThat(Binary.of("head", "0123", Files.copy(jar, folder.resolve("c.jar")), OWN))
        .isEqualTo(binary);
  }

  private static String hash(Path jar) {
    return Binary.of("head", null, jar).sha256();
  }

  @Test
  void whatIsNoJarOfTheProductIsRefused() throws IOException {
    refused(Inputs.write(folder, "text.jar", "a text"), OWN, "is no jar: ");
    refused(Inputs.write(folder, "empty.jar", ""), OWN, "is no jar: ");
    refused(folder, OWN, "");
    refused(folder.resolve("none.jar"), OWN, "cannot be read: ");
    refused(jar("resources.jar", "org/example/a.txt"), OWN, "holds no class of org.example.");
    refused(jar("other.jar", "org/other/A.class"), OWN, "holds no class of org.example.");
    refused(jar("nothing.jar", "a.txt"), List.of(), "holds no class");
  }
}
