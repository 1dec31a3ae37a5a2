package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A temporary folder that goes with all that is in it when it is closed, or when this JVM ends
 * before, as by Ctrl-C. In the latter case the processes that this JVM has started, which may work
 * in the folder, are ended first. Only a kill leaves it behind.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final long PATIENCE_S = 5;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static boolean ending;

  private final Path path;
  private final Thread atTheEnd = new Thread(this::endOfTheJvm, "temporary-folder-removal");
  private boolean removed;

  /**
   * Makes a folder where temporary files belong.
   *
   * @param prefix of its name
   * @throws IllegalStateException this JVM is ending
   */
  public TemporaryFolder(String prefix) throws IOException {
    this(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

  /** The same in a folder that is there. */
  public TemporaryFolder(Path parent, String prefix) throws IOException {
    path = Files.createTempDirectory(parent, prefix).toRealPath();
    try {
      Runtime.getRuntime().addShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      delete(path);
      throw e;
    }
  }

  /**
   * Starts a process that works in such a folder, and makes its working directory, so that this
   * JVM, when it ends, either knows of it or does not start it any more.
   *
   * @throws IllegalStateException this JVM is ending
   */
  public static synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ending) {
      throw new IllegalStateException("Ending: " + builder.command().get(0) + " is not started");
    }
    if (builder.directory() != null) {
      Files.createDirectories(builder.directory().toPath());
    }
    return builder.start();
  }

  private static synchronized void startNothingMore() {
    ending = true;
  }

  /** The folder, without symbolic links. */
  public Path path() {
    return path;
  }

  /** Deletes the folder; what works in it has to be closed before. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook finds nothing to do.
    }
  }

  /** Other threads go on meanwhile, and may still write a file. */
  private void endOfTheJvm() {
    startNothingMore();
    List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
    // First asked, because they may have folders and processes of their own.
    started.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            started.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, PATIENCE_S, TimeUnit.SECONDS)
        .join();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    remove();
  }

  private synchronized void remove() {
    for (int i = 0; i < ATTEMPTS && !removed; i++) {
      removed = delete(path);
      if (!removed) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    removed = true;
  }

  /**
   * Deletes a folder with all that is in it, as far as possible: a temporary one that stays costs
   * room and nothing else.
   *
   * @return whether it is gone
   */
  public static boolean delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Somebody still writes to it, or has deleted a part of it.
    }
    return Files.notExists(folder);
  }
}
