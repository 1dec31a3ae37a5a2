package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.ServerProcess;
import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.path.ToolPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A temporary folder in which the forks work, and the server that the warm ones share. */
final class Workspace implements AutoCloseable {
  private static final String SHARED = "shared-server";

  /** Where a server keeps populations, in the folder that it works in. */
  private static final String POPULATIONS = "var/population-results";

  private final Path folder;
  private final Path serverJar;
  private Optional<ServerProcess> server = Optional.empty();

  private Workspace(Path folder, Path serverJar) {
    this.folder = folder;
    this.serverJar = serverJar;
  }

  static Workspace create(Path serverJar) throws IOException {
    return new Workspace(Files.createTempDirectory("perfusion-bench").toRealPath(), serverJar);
  }

  /** The folder. */
  Path folder() {
    return folder;
  }

  /** The shared server, which is started when it is first asked for. */
  SharedServer server() throws IOException {
    if (server.isEmpty()) {
      Path state = Files.createDirectories(folder.resolve(SHARED));
      server = Optional.of(ToolPaths.startServer(serverJar, folder, state));
    }
    return new SharedServer(server.get().port(), server.get().pid());
  }

  /**
   * Deletes the populations of the shared server, which nobody asks for once the benchmark is over:
   * those of a scenario under stress would take gigabytes together.
   */
  void dropPopulations() throws IOException {
    Path populations = folder.resolve(SHARED).resolve(POPULATIONS);
    if (Files.isDirectory(populations)) {
      try (Stream<Path> all = Files.list(populations)) {
        for (Path population : all.toList()) {
          try {
            delete(population);
          } catch (IOException | UncheckedIOException e) {
            // A fork that failed may have left it under way; it goes with the folder.
            continue;
          }
        }
      }
    }
  }

  /** Stops the server and deletes the folder. */
  @Override
  public void close() throws IOException {
    server.ifPresent(ServerProcess::close);
    delete(folder);
  }

  private static void delete(Path top) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(top)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : found) {
      Files.deleteIfExists(file);
    }
  }
}
