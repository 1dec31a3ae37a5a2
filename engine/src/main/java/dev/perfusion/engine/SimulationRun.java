package dev.perfusion.engine;

import dev.perfusion.engine.Simulation.Compilation;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values and settings of one run over a shared {@link Simulation}. Mutable, not thread-safe; {@link
 * #copy()} is independent.
 */
public final class SimulationRun {
  private final Simulation simulation;
  private final TreeMap<Integer, Double> changed;
  private SolverSettings settings;
  private boolean allQuantities;
  private InitialValues values;

  SimulationRun(Simulation simulation) {
    this.simulation = simulation;
    changed = new TreeMap<>();
    settings = simulation.model().solver();
  }

  private SimulationRun(SimulationRun other) {
    simulation = other.simulation;
    changed = new TreeMap<>(other.changed);
    settings = other.settings;
    allQuantities = other.allQuantities;
  }

  /** The simulation this run belongs to. */
  public Simulation simulation() {
    return simulation;
  }

  /** An independent run with the same values and settings. */
  public SimulationRun copy() {
    return new SimulationRun(this);
  }

  /**
   * Fixes a parameter at a number, also one with a formula, or the initial value of a species.
   *
   * @param path with or without the simulation name
   * @param value base unit
   * @throws UnknownPathException no such quantity
   * @throws IllegalArgumentException the quantity cannot be set (an observer), or the value is not
   *     finite
   */
  public void set(String path, double value) {
    Quantity quantity = simulation.find(path);
    if (quantity instanceof Observer) {
      throw new IllegalArgumentException(
          "\""
              + path
              + "\" is an observer: it is computed and cannot be set; set a parameter or a species it depends on");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "\"" + path + "\" cannot be set to " + value + ": a finite number is needed");
    }
    changed.put(quantity.id(), value);
    values = null;
  }

  /**
   * As {@link #set(String, double)} with a value in a unit of the quantity's dimension; amounts and
   * masses convert through the molecular weight of the molecule.
   *
   * @param unit for example {@code L}, {@code ml/min/kg}, {@code mg/l}; null for the unit in which
   *     the model holds the quantity
   * @throws dev.perfusion.engine.model.UnitException a unit of another dimension (the message lists
   *     those allowed), or the molecular weight is not known
   */
  public void set(String path, double value, String unit) {
    set(path, unit == null ? value : converter(simulation.find(path)).toStored(value, unit));
  }

  /** Takes back what {@link #set} did. */
  public void reset(String path) {
    changed.remove(simulation.find(path).id());
    values = null;
  }

  /**
   * Value at time 0 with the values set so far, base unit.
   *
   * @throws UnknownPathException no such quantity
   */
  public double value(String path) {
    return value(simulation.find(path));
  }

  /**
   * As {@link #value(String)} in a unit of the quantity's dimension.
   *
   * @param unit null for the unit in which the model holds the quantity
   * @throws dev.perfusion.engine.model.UnitException as {@link #set(String, double, String)}
   */
  public double value(String path, String unit) {
    double value = value(path);
    return unit == null ? value : converter(simulation.find(path)).fromStored(value, unit);
  }

  /**
   * Converts values of a quantity, for example those of a result, between the unit in which the
   * model holds it and others of its dimension.
   *
   * @throws UnknownPathException no such quantity
   */
  public UnitConverter converter(String path) {
    return converter(simulation.find(path));
  }

  private UnitConverter converter(Quantity quantity) {
    MolecularWeights weights = new MolecularWeights(simulation, this::value);
    return UnitConverter.of(quantity, () -> weights.of(quantity));
  }

  /**
   * Value of a quantity of {@link Simulation#model()} at time 0; for models in which a path is not
   * unique.
   */
  public double value(Quantity quantity) {
    if (values == null) {
      values = new InitialValues(simulation.index(), changed);
    }
    return values.value(quantity.id());
  }

  /** Full paths of the quantities set so far, with their numbers. */
  public Map<String, Double> changes() {
    Map<String, Double> paths = new TreeMap<>();
    changed.forEach((id, value) -> paths.put(simulation.index().quantity(id).path(), value));
    return paths;
  }

  /**
   * The flat model with the values and tolerances of this run built in, ready to be written with
   * {@link dev.perfusion.engine.io.SimModelWriter}.
   */
  public Model model() {
    return simulation.model().withValues(changed).withSolver(settings);
  }

  /**
   * An equal run of a simulation of its own, in which the values set so far are plain numbers of
   * the model: it computes to the last bit what a run of the exported model computes. Worth it for
   * a single run; for many runs with other numbers the code would be compiled each time.
   */
  public SimulationRun fixed() {
    SimulationRun fixed = new SimulationRun(Simulation.of(model()));
    fixed.allQuantities = allQuantities;
    return fixed;
  }

  /** What the integrator is asked for. */
  public SolverSettings settings() {
    return settings;
  }

  /**
   * Overrides the tolerances of the file.
   *
   * @throws IllegalArgumentException a tolerance is not a positive number
   */
  public void setTolerances(double absTol, double relTol) {
    if (!(absTol > 0) || !(relTol > 0) || Double.isInfinite(absTol) || Double.isInfinite(relTol)) {
      throw new IllegalArgumentException(
          "tolerances must be positive numbers, not absTol " + absTol + " and relTol " + relTol);
    }
    settings = settings.withTolerances(absTol, relTol);
  }

  /** Stores all species and observers, not only the outputs that the file selects. */
  public void setAllQuantities(boolean all) {
    allQuantities = all;
  }

  /**
   * Compiles the code for the quantities set so far, unless that is done; otherwise {@link
   * #execute} does it.
   */
  public void compile() {
    compilation();
  }

  private Compilation compilation() {
    return simulation.compilation(List.copyOf(changed.keySet()), allQuantities);
  }

  /** Runs to the end. */
  public Results execute() {
    return execute(RunControl.NONE);
  }

  /**
   * Runs to the end.
   *
   * @throws SimulationFailedException the end cannot be reached
   * @throws SimulationStoppedException the control stopped it
   */
  public Results execute(RunControl control) {
    Compilation compilation;
    try {
      compilation = compilation();
    } catch (ModelException e) {
      throw new SimulationFailedException(0, e.reason(), List.of(e.element()));
    }
    double[] numbers = changed.values().stream().mapToDouble(Double::doubleValue).toArray();
    return new RunLoop(simulation, compilation, numbers, settings, control).run();
  }
}
