package dev.perfusion.benchmarks.run;

import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The model file that is measured.
 *
 * @param id file name
 * @param sizeBytes size
 * @param sha256 hash of the content, lower-case hexadecimal
 */
record Dataset(String id, long sizeBytes, String sha256) {
  /**
   * Describes a model.
   *
   * @param model its file; empty for the demo model on the class path
   */
  static Dataset of(Optional<Path> model) throws IOException {
    if (model.isPresent()) {
      return of(model.get().getFileName().toString(), Files.readAllBytes(model.get()));
    }
    return of(DemoModel.FILE_NAME, DemoModel.bytes());
  }

  private static Dataset of(String id, byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return new Dataset(id, content.length, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
