package dev.perfusion.engine;

import dev.perfusion.engine.Simulation.Compilation;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.engine.ode.RunSystem;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.solver.Method;
import dev.perfusion.engine.solver.StiffIntegrator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Values and settings of one run over a shared {@link Simulation}. Mutable, not thread-safe; {@link
 * #copy()} is independent.
 */
public final class SimulationRun {
  private final Simulation simulation;
  private final TreeMap<Integer, Double> changed;
  private RunOptions options;
  private OutputSelection outputs = OutputSelection.OF_FILE;
  private InitialValues values;

  SimulationRun(Simulation simulation) {
    this.simulation = simulation;
    changed = new TreeMap<>();
    options = RunOptions.of(simulation.model().solver());
  }

  private SimulationRun(SimulationRun other) {
    simulation = other.simulation;
    changed = new TreeMap<>(other.changed);
    options = other.options;
    outputs = other.outputs;
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

  /**
   * Sets several values; see {@link #set(String, double)}. Nothing is changed when one of them is
   * refused.
   */
  public void set(Map<String, Double> numbers) {
    TreeMap<Integer, Double> before = new TreeMap<>(changed);
    try {
      numbers.forEach(this::set);
    } catch (UnknownPathException | IllegalArgumentException e) {
      changed.clear();
      changed.putAll(before);
      throw e;
    }
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
    return UnitConverter.of(quantity, () -> molecularWeight(quantity));
  }

  /**
   * Molecular weight (kg/µmol) of the molecule that a quantity belongs to, with the values set so
   * far.
   *
   * @throws UnknownPathException no such quantity
   * @throws dev.perfusion.engine.model.UnitException the model does not give it
   */
  public double molecularWeight(String path) {
    return molecularWeight(simulation.find(path));
  }

  private double molecularWeight(Quantity quantity) {
    return new MolecularWeights(simulation, this::value).of(quantity);
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
    return simulation.model().withValues(changed).withSolver(options.settings());
  }

  /**
   * An equal run of a simulation of its own, in which the values set so far are plain numbers of
   * the model: it computes to the last bit what a run of the exported model computes. Worth it for
   * a single run; for many runs with other numbers the code would be compiled each time.
   */
  public SimulationRun fixed() {
    SimulationRun fixed = new SimulationRun(Simulation.of(model()));
    fixed.outputs = outputs;
    fixed.options = options;
    return fixed;
  }

  /** What the integrator is asked for. */
  public SolverSettings settings() {
    return options.settings();
  }

  /**
   * Overrides the tolerances of the file.
   *
   * @throws IllegalArgumentException a tolerance is not a positive number
   */
  public void setTolerances(double absTol, double relTol) {
    if (!(absTol >= SolverSettings.MIN_ABS_TOL)
        || !(relTol > 0)
        || Double.isInfinite(absTol)
        || Double.isInfinite(relTol)) {
      throw new IllegalArgumentException(
          "tolerances must be positive numbers, not absTol " + absTol + " and relTol " + relTol);
    }
    options = options.with(options.settings().withTolerances(absTol, relTol));
  }

  /** How the run is integrated. */
  public Method method() {
    return options.method();
  }

  /** Sets how the run is integrated; by default with {@link Method#BDF}. */
  public void setMethod(Method method) {
    options = options.with(method);
  }

  /**
   * Whether too many internal steps between two stop points end the run (so it is by default) or
   * are a warning.
   */
  public void setStopOnWarnings(boolean stop) {
    options = options.withStopOnWarnings(stop);
  }

  /** Sets when two output times count as one; by default when they are equal as 32-bit floats. */
  public void setTimeResolution(OutputSchema.Resolution resolution) {
    options = options.with(resolution);
  }

  /** Stores all species and observers, not only the outputs that the file selects. */
  public void setAllQuantities(boolean all) {
    outputs = all ? OutputSelection.ALL : OutputSelection.OF_FILE;
  }

  /**
   * A run for many individuals: the values of some quantities are given anew each time, only some
   * outputs are stored. Values set so far and tolerances are taken over; later changes do not reach
   * it.
   *
   * @param varied paths of what is given anew, no path twice
   * @param outputs paths to store; none for what the file selects
   * @throws UnknownPathException no such quantity
   * @throws IllegalArgumentException a quantity that cannot be set, or a path that is there twice
   * @throws SimulationFailedException the model cannot be compiled for it
   */
  public RepeatedRun repeated(List<String> varied, List<String> outputs) {
    return repeated(varied, List.of(), outputs);
  }

  /**
   * As {@link #repeated(List, List)}; some parameters are functions of time of each individual (an
   * ageing table), whatever else their value would be. The code is compiled for each thread anew.
   *
   * @param tables paths of parameters, none of them varied; see {@link RepeatedRun#setTable}
   */
  public RepeatedRun repeated(List<String> varied, List<String> tables, List<String> outputs) {
    SimulationRun base = copy();
    List<Integer> tableIds = new ArrayList<>();
    for (String path : tables) {
      Quantity quantity = simulation.find(path);
      if (!(quantity instanceof Parameter)) {
        throw new IllegalArgumentException("\"" + path + "\" is not a parameter");
      }
      if (tableIds.contains(quantity.id())) {
        throw new IllegalArgumentException("\"" + path + "\" is there twice among the tables");
      }
      tableIds.add(quantity.id());
      base.changed.remove(quantity.id());
    }
    if (!outputs.isEmpty()) {
      base.outputs =
          OutputSelection.of(
              outputs.stream().map(simulation::find).map(Quantity::id).collect(Collectors.toSet()));
    }
    int[] ids = new int[varied.size()];
    for (int i = 0; i < ids.length; i++) {
      base.set(varied.get(i), 0);
      ids[i] = simulation.find(varied.get(i)).id();
      if (tableIds.contains(ids[i])) {
        throw new IllegalArgumentException(
            "\"" + varied.get(i) + "\" is there as a number and as a table");
      }
    }
    return new RepeatedRun(
        base.simulation,
        () -> base.code(tableIds),
        base.options,
        base.changed,
        ids,
        outputs.stream().map(simulation::quantity).toList());
  }

  /**
   * Compiles the code for the quantities set so far, unless that is done; otherwise {@link
   * #execute} does it.
   */
  public void compile() {
    compilation();
  }

  /**
   * Generates bytecode for the quantities set so far; runs that begin later use it. Without this
   * call it happens in the background when a model is run repeatedly. The results are the same to
   * the last bit.
   */
  public void generateCode() {
    compilation().generateCode();
  }

  private Compilation compilation() {
    return simulation.compilation(List.copyOf(changed.keySet()), outputs);
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
    Compilation compilation = checkedCompilation();
    CompiledModel model = compilation.model();
    double[] numbers = numbers();
    Method method = options.method();
    SymbolicLu lu = compilation.lu();
    RunLoop.Problem problem =
        new RunLoop.Problem() {
          @Override
          public RunSystem system() {
            return new ModelOde(model, numbers);
          }

          @Override
          public StiffIntegrator integrator(RunSystem system, SolverSettings settings) {
            return method.integrator(system, lu, lu.numeric(), settings);
          }
        };
    RunLoop.Trajectory run =
        new RunLoop(
                model.states(),
                simulation.outputTimes(options.timeResolution()),
                problem,
                options,
                control)
            .run();
    if (simulation.backgroundCode()) {
      compilation.generation().ran(compilation, run.statistics());
    }
    List<Results.Series> series = new ArrayList<>();
    for (int k = 0; k < model.outputs().size(); k++) {
      CompiledModel.Output output = model.outputs().get(k);
      series.add(
          new Results.Series(compilation.outputs().get(k), run.columns()[k], output.constant()));
    }
    return new Results(
        simulation.name(),
        run.times(),
        List.copyOf(series),
        run.statistics(),
        run.warnings(),
        run.nanos());
  }

  private RepeatedRun.Code code(List<Integer> tableIds) {
    if (tableIds.isEmpty()) {
      return new RepeatedRun.Code(checkedCompilation(), List.of());
    }
    Map<Integer, PiecewiseLinear> functions = new LinkedHashMap<>();
    tableIds.forEach(id -> functions.put(id, RepeatedRun.noTable()));
    try {
      return new RepeatedRun.Code(
          simulation.compilation(List.copyOf(changed.keySet()), functions, outputs),
          List.copyOf(functions.values()));
    } catch (ModelException e) {
      throw failed(e);
    }
  }

  private Compilation checkedCompilation() {
    try {
      return compilation();
    } catch (ModelException e) {
      throw failed(e);
    }
  }

  private static SimulationFailedException failed(ModelException e) {
    return new SimulationFailedException(0, e.reason(), List.of(e.element()));
  }

  private double[] numbers() {
    return changed.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Sizes below which a stored curve is noise, as the official solver has it: of a varying species
   * 10 absTol times its scale factor; of a varying observer or parameter its value at time 0 when
   * all species are at their threshold and the events of time 0 have happened; of a constant 10
   * absTol.
   *
   * @return full path to threshold, base unit
   */
  public Map<String, Double> comparisonThresholds() {
    CompiledModel model = checkedCompilation().model();
    double[] thresholds = new ModelOde(model, numbers()).thresholds(settings().absTol());
    Map<String, Double> found = new LinkedHashMap<>();
    for (int k = 0; k < thresholds.length; k++) {
      found.put(model.outputs().get(k).quantity().path(), thresholds[k]);
    }
    return found;
  }

  /**
   * What is given of the molecule that an output belongs to, with the values set so far.
   *
   * @param path an output, with or without the simulation name
   * @throws UnknownPathException no such quantity
   */
  public Dosing dosing(String path) {
    double[] times = simulation.outputTimes(options.timeResolution());
    return simulation.dosing().of(this, simulation.quantity(path), times[times.length - 1]);
  }

  /**
   * Derivatives of all outputs by parameters or by initial values of species, at the values set so
   * far; exact, by integrating the sensitivity equations along.
   *
   * <p>What is meant by a parameter with a formula is a number added to the value of the formula. A
   * parameter that moves an event or a jump (a dose time, the offset of a table) counts with the
   * jump that this makes; at the moment itself the value is that just before it, and a moment at
   * time 0 can only move to later times. Conditions on states are tested at output times only,
   * which do not move.
   *
   * <p>The integrator works with the tolerances of the run, but at most {@value
   * SensitivityRun#ABS_TOL} and {@value SensitivityRun#REL_TOL}.
   *
   * @param paths parameters and species, with or without the simulation name
   * @throws UnknownPathException no such quantity
   * @throws IllegalArgumentException no path, or an observer
   * @throws SimulationFailedException the end cannot be reached
   * @throws SimulationStoppedException the control stopped it
   */
  public Sensitivities sensitivities(List<String> paths, RunControl control) {
    List<Quantity> parameters = paths.stream().map(simulation::find).distinct().toList();
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("name at least one parameter or species");
    }
    for (Quantity parameter : parameters) {
      if (parameter instanceof Observer) {
        throw new IllegalArgumentException(
            "\""
                + parameter.path()
                + "\" is an observer: it is computed; name a parameter or a species it depends on");
      }
    }
    try {
      return new SensitivityRun(simulation, changed, outputs, parameters).execute(options, control);
    } catch (ModelException e) {
      throw failed(e);
    }
  }
}
