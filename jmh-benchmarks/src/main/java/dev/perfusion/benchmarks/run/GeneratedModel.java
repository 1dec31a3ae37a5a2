package dev.perfusion.benchmarks.run;

import dev.perfusion.fixtures.WholeBodyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Whole-body models of the size of real ones, made once and kept. */
final class GeneratedModel {
  private static final long BYTES_PER_MB = 1_000_000;

  private GeneratedModel() {}

  /**
   * The file of a size and seed, in {@code var/models/generated}.
   *
   * @param megabytes 1 to 25
   */
  static Path of(Path root, int megabytes, long seed) throws IOException {
    Path folder = Files.createDirectories(root.resolve("var/models/generated"));
    Path file = folder.resolve("whole-body-" + megabytes + "mb-" + seed + ".pkml");
    if (!Files.isRegularFile(file)) {
      Path part = folder.resolve(file.getFileName() + ".part");
      WholeBodyModel.ofSize(megabytes * BYTES_PER_MB).seed(seed).writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}
