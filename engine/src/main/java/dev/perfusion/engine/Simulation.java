package dev.perfusion.engine;

import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.model.Model;
import java.nio.file.Path;
import java.util.List;

/**
 * A loaded model, ready to run. Immutable and safe to share between threads; each run is a {@link
 * SimulationRun} of its own.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.load(Path.of("model.pkml"));
 * SimulationRun run = simulation.newRun();
 * run.set("Organism|Weight", 80);
 * Results results = run.execute();
 * }</pre>
 */
public final class Simulation {
  private final Model model;

  private Simulation(Model model) {
    this.model = model;
  }

  /**
   * Reads a {@code .pkml} simulation or a SimModel XML file; which of the two is told by its
   * content.
   *
   * @throws ModelFormatException when the file is missing, empty or not a simulation; names file,
   *     element and reason
   */
  public static Simulation load(Path file) {
    throw new IllegalStateException("engine under construction: " + file);
  }

  /** Compiles a model. */
  public static Simulation of(Model model) {
    return new Simulation(model);
  }

  /** The flat model as read. */
  public Model model() {
    return model;
  }

  /** Simulation name. */
  public String name() {
    return model.name();
  }

  /** Remarks of the reader. */
  public List<String> warnings() {
    return model.warnings();
  }

  /** All quantities in document order: parameters, then species, then observers. */
  public List<QuantityInfo> quantities() {
    return List.of();
  }

  /**
   * Looks a quantity up by path, with or without the simulation name.
   *
   * @throws UnknownPathException with the closest paths when there is none
   */
  public QuantityInfo quantity(String path) {
    throw new UnknownPathException(path, List.of());
  }

  /** A new run with all values as in the file. */
  public SimulationRun newRun() {
    return new SimulationRun(this);
  }
}
