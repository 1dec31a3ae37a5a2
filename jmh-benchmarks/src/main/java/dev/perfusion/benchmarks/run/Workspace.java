package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.ServerProcess;
import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.path.ToolPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A temporary folder in which the forks work, and the server that the warm ones share. */
final class Workspace implements AutoCloseable {
  private static final String SHARED = "shared-server";

  /** Where a server keeps populations, in the folder that it works in. */
  private static final String POPULATIONS = "var/population-results";

  private final TemporaryFolder folder = new TemporaryFolder("perfusion-bench");
  private final Path serverJar;
  private Optional<ServerProcess> server = Optional.empty();

  Workspace(Path serverJar) throws IOException {
    this.serverJar = serverJar;
  }

  /** The folder. */
  Path folder() {
    return folder.path();
  }

  /** The shared server, which is started when it is first asked for. */
  SharedServer server() throws IOException {
    if (server.isEmpty()) {
      // Fails when the folder has been removed, because this JVM is ending.
      Path state = Files.createDirectory(folder().resolve(SHARED));
      server = Optional.of(ToolPaths.startServer(serverJar, folder(), state));
    }
    return new SharedServer(server.get().port(), server.get().pid());
  }

  /**
   * Deletes the populations of the shared server, which nobody asks for once the benchmark is over:
   * those of a scenario under stress would take gigabytes together.
   */
  void dropPopulations() throws IOException {
    Path populations = folder().resolve(SHARED).resolve(POPULATIONS);
    if (Files.isDirectory(populations)) {
      try (Stream<Path> all = Files.list(populations)) {
        // What a fork that failed has left under way goes with the folder.
        all.toList().forEach(TemporaryFolder::delete);
      }
    }
  }

  /** Stops the server and deletes the folder. */
  @Override
  public void close() {
    server.ifPresent(ServerProcess::close);
    folder.close();
  }
}
