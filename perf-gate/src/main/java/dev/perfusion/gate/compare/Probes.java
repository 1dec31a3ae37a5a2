package dev.perfusion.gate.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of a pair and the temporary folder that they work in. Neither is left behind, also
 * when this JVM is ended meanwhile, as by Ctrl-C.
 */
final class Probes implements AutoCloseable {
  private final Suite suite;
  private final Path folder;
  private final List<Probe> started = new ArrayList<>();
  private final Thread atTheEnd = new Thread(this::remove, "perfusion-pair-removal");
  private boolean removed;

  Probes(Suite suite) {
    this.suite = suite;
    try {
      folder = Files.createTempDirectory("perfusion-pair").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
    try {
      Runtime.getRuntime().addShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      delete(folder);
      throw new ProbeException("no pair is begun: this JVM is ending");
    }
  }

  /**
   * Starts a process for each side and waits until all are ready.
   *
   * @return in the order of the sides
   * @throws ProbeException one does not start
   */
  List<Probe> start(List<Probe.Side> sides) {
    sides.forEach(this::add);
    started.forEach(Probe::awaitReady);
    return List.copyOf(started);
  }

  private synchronized void add(Probe.Side side) {
    if (removed) {
      throw new ProbeException(side.name() + " is not started: this JVM is ending");
    }
    started.add(Probe.start(side, suite, folder));
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook finds nothing to do.
    }
  }

  private synchronized void remove() {
    if (!removed) {
      removed = true;
      started.forEach(Probe::close);
      delete(folder);
    }
  }

  /** Deletes a folder with all that is in it, as far as possible. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A temporary folder that stays costs room and nothing else.
    }
  }
}
