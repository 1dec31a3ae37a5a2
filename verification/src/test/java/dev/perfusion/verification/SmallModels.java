package dev.perfusion.verification;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ModelReader;

/** Reads {@link dev.perfusion.fixtures.SmallModel} and its results. */
final class SmallModels {
  private SmallModels() {}

  static Simulation simulation(String xml) {
    return Simulation.of(ModelReader.read(xml, "small model"));
  }

  static double[] values(Results results, String name) {
    return results.series().stream()
        .filter(s -> s.quantity().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + name))
        .values();
  }
}
