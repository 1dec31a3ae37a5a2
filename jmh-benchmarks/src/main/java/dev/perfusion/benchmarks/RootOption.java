package dev.perfusion.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Option {@code --root}: the repository, in which files that are not named have their places.
 * {@code ./bench} tells where it is by a property, so that it can be called from anywhere.
 */
final class RootOption {
  @Option(
      names = "--root",
      defaultValue = "${sys:perfusion.root:-.}",
      description = "repository, in which the default files lie (default: ${DEFAULT-VALUE})")
  private Path root;

  /** The folder. */
  Path path() {
    return root;
  }

  /** A file: the one that was named, else the default one of the repository. */
  Path file(Path named, String usual) {
    return named == null ? root.resolve(usual) : named;
  }
}
