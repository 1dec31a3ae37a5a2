package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.path.ToolPath;
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
 * file that no cache knows: the same model, with a comment behind the document, or behind the last
 * page of a project file.
 */
final class ModelFiles {
  private static final String DEMO = "classpath:" + DemoModel.FILE_NAME;

  private final Path folder;
  private final Path original;
  private final Optional<String> simulation;
  private Path current;
  private int renewals;

  /**
   * A file that a server of somebody else can load; it cannot be renewed.
   *
   * @param model as {@code load_simulation} of the server takes it; empty for the demo model
   * @param simulation which one of a project file; empty for the only one
   */
  static ModelFiles ofServer(Optional<Path> model, Optional<String> simulation) {
    return new ModelFiles(null, model.orElse(Path.of(DEMO)), simulation);
  }

  private ModelFiles(Path folder, Path original, Optional<String> simulation) {
    this.folder = folder;
    this.original = original;
    this.simulation = simulation;
    this.current = original;
  }

  /**
   * Copies a model.
   *
   * @param model the model file; empty for the demo model
   * @param simulation which one of a project file; empty for the only one
   * @throws IOException it cannot be read or copied
   */
  static ModelFiles copyTo(Path folder, Optional<Path> model, Optional<String> simulation)
      throws IOException {
    Files.createDirectories(folder);
    if (model.isEmpty()) {
      return new ModelFiles(folder, DemoModel.writeTo(folder), simulation);
    }
    Path copy = folder.resolve(model.get().getFileName());
    Files.copy(model.get(), copy, StandardCopyOption.REPLACE_EXISTING);
    return new ModelFiles(folder, copy, simulation);
  }

  /** The file to load now. */
  String current() {
    return current.toString();
  }

  /** Loads {@link #current}; says whether the bridge knew the compiled model. */
  boolean load(ToolPath path, String simulationId) {
    return path.load(current(), simulationId, simulation.orElse(null));
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
