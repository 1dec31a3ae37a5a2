package dev.perfusion.benchmarks.state;

import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The model file in a folder of its own, from which the bridge may load. {@link #renew()} gives a
 * file that no cache knows: the same model, with a comment behind the document.
 */
final class ModelFiles {
  private static final String DEMO = "classpath:" + DemoModel.FILE_NAME;

  private final Path folder;
  private final Path original;
  private Path current;
  private int renewals;

  /**
   * A file that a server of somebody else can load; it cannot be renewed.
   *
   * @param model as {@code load_simulation} of the server takes it; empty for the demo model
   */
  static ModelFiles ofServer(Optional<Path> model) {
    return new ModelFiles(null, model.orElse(Path.of(DEMO)));
  }

  private ModelFiles(Path folder, Path original) {
    this.folder = folder;
    this.original = original;
    this.current = original;
  }

  /**
   * Copies a model.
   *
   * @param model the model file; empty for the demo model
   * @throws IOException it cannot be read or copied
   */
  static ModelFiles copyTo(Path folder, Optional<Path> model) throws IOException {
    Files.createDirectories(folder);
    if (model.isEmpty()) {
      return new ModelFiles(folder, DemoModel.writeTo(folder));
    }
    Path copy = folder.resolve(model.get().getFileName());
    Files.copy(model.get(), copy, StandardCopyOption.REPLACE_EXISTING);
    return new ModelFiles(folder, copy);
  }

  /** The file to load now. */
  String current() {
    return current.toString();
  }

  /** Makes the next {@link #current()} a file of new content, and deletes the one before. */
  void renew() {
    if (folder == null) {
      throw new IllegalStateException(current + " lies with the server and cannot be renewed");
    }
    try {
      Path next = folder.resolve(++renewals + "-" + original.getFileName());
      Files.copy(original, next, StandardCopyOption.REPLACE_EXISTING);
      // Random, because another fork may have left its copies in the cache of a shared server.
      String comment = "\n<!-- " + UUID.randomUUID() + " -->\n";
      Files.writeString(next, comment, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
      if (!current.equals(original)) {
        Files.delete(current);
      }
      current = next;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a fresh copy of " + original, e);
    }
  }
}
