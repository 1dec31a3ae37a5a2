package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.engine.Simulation;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The model that a command works on.
 *
 * @param label how the user named it
 * @param loadNanos time from opening the file to the model
 */
record LoadedModel(Simulation simulation, String label, long loadNanos) {
  private static final String DEMO = "demo.pkml (embedded)";
  private static final int BUFFER = 1 << 16;

  /**
   * Loads a file.
   *
   * @param file null for the demo model
   * @param simulationName which simulation of a project file; null for the only one
   */
  static LoadedModel load(String file, String simulationName) {
    if (file == null && simulationName != null) {
      throw CommandFailure.badInput(
          "--simulation " + simulationName + ": name the project file before it");
    }
    long start = System.nanoTime();
    Simulation simulation = file == null ? demo() : Simulation.load(path(file), simulationName);
    return new LoadedModel(simulation, file == null ? DEMO : file, System.nanoTime() - start);
  }

  private static Simulation demo() {
    try (InputStream stream = DemoModel.open()) {
      return Simulation.load(stream, DEMO);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Digest of the file, lower-case hexadecimal. */
  String sha256() {
    MessageDigest digest = Store.sha256();
    try (InputStream stream =
        label.equals(DEMO) ? DemoModel.open() : Files.newInputStream(Path.of(label))) {
      byte[] buffer = new byte[BUFFER];
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw CommandFailure.badInput(file + ": not a path: " + e.getReason());
    }
  }
}
