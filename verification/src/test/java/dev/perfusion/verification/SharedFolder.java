package dev.perfusion.verification;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder with real models and reference results, beside the project: {@code -Dperfusion.shared}
 * or {@code ../shared}.
 */
public final class SharedFolder {
  private SharedFolder() {}

  /** The folder, whether it is there or not. */
  public static Path root() {
    String configured = System.getProperty("perfusion.shared");
    return configured == null ? Path.of("../../shared") : Path.of(configured);
  }

  /**
   * A folder or file below the shared folder; the test is skipped, with its name, when it is
   * missing.
   */
  public static Path required(String relative) {
    Path path = root().resolve(relative);
    assumeTrue(
        Files.exists(path),
        () ->
            "skipped: "
                + path.toAbsolutePath().normalize()
                + " is missing (-Dperfusion.shared=FOLDER)");
    return path;
  }

  /** Lines of a text file; skipped as in {@link #required} when it is missing. */
  public static List<String> lines(String relative) {
    try {
      return Files.readAllLines(required(relative));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Files with this ending in a folder, sorted; empty when the folder is missing. */
  public static List<Path> files(String folder, String ending) {
    Path path = root().resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
