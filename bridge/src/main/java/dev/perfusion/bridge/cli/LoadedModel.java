package dev.perfusion.bridge.cli;

import dev.perfusion.engine.Simulation;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The model that a command works on.
 *
 * @param label how the user named it
 * @param loadNanos time from opening the file to the model
 */
record LoadedModel(Simulation simulation, String label, long loadNanos) {
  private static final String DEMO = "demo.pkml (embedded)";

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

  static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw CommandFailure.badInput(file + ": not a path: " + e.getReason());
    }
  }
}
