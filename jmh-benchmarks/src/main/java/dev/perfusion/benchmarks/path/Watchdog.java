package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Kills a process when this JVM is gone, even by {@code kill -9}: a shell waits on a pipe that only
 * this JVM holds open. Without a POSIX shell there is no watchdog.
 */
public final class Watchdog implements AutoCloseable {
  private static final Path SHELL = Path.of("/bin/sh");

  private final Optional<Process> shell;

  private Watchdog(Optional<Process> shell) {
    this.shell = shell;
  }

  /** A watchdog over a process of this machine. */
  public static Watchdog over(long pid) throws IOException {
    if (!Files.isExecutable(SHELL)) {
      return new Watchdog(Optional.empty());
    }
    return new Watchdog(
        Optional.of(
            new ProcessBuilder(SHELL.toString(), "-c", "read -r line; kill -9 " + pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()));
  }

  /** Calls the watchdog off. */
  @Override
  public void close() {
    shell.ifPresent(Process::destroyForcibly);
  }
}
