package dev.perfusion.engine;

import dev.perfusion.engine.QuantityInfo.Kind;
import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.linear.TooManyEntriesException;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelCompiler;
import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.engine.ode.ModelIndex;
import dev.perfusion.engine.ode.SparsityPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A loaded model, ready to run. Safe to share between threads; each run is a {@link SimulationRun}
 * of its own.
 *
 * <p>Code is compiled for the set of quantities that runs change: the first run with a new set
 * compiles (see {@link #compile}), later runs with the same set reuse it whatever the numbers.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.load(Path.of("model.pkml"));
 * SimulationRun run = simulation.newRun();
 * run.set("Organism|Weight", 80);
 * Results results = run.execute();
 * }</pre>
 */
public final class Simulation {
  private static final int KEPT_COMPILATIONS = 8;

  private final Model model;
  private final ModelIndex index;
  private final List<QuantityInfo> quantities;
  private final PathIndex paths;
  private final Map<OutputSchema.Resolution, double[]> outputTimes = new ConcurrentHashMap<>();
  private List<Set<Integer>> users;
  private DosingFinder dosing;
  private final Map<Key, Compilation> compilations =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Compilation> eldest) {
          return size() > KEPT_COMPILATIONS;
        }
      };

  private volatile boolean backgroundCode = true;

  /** What code is compiled for. */
  private record Key(List<Integer> variedIds, OutputSelection outputs) {}

  /** Code and the analysis of its iteration matrix. */
  record Compilation(
      CompiledModel model, List<QuantityInfo> outputs, SymbolicLu lu, CodeGeneration generation) {

    void generateCode() {
      lu.generateCode();
      model.generateCode();
    }
  }

  private Simulation(Model model) {
    this.model = model;
    index = new ModelIndex(model);
    quantities = index.quantities().stream().map(this::describe).toList();
    paths = new PathIndex(quantities);
  }

  /**
   * Reads a {@code .pkml} simulation, a SimModel XML file, or a PK-Sim or MoBi project with one
   * simulation; which of them is told by its content.
   *
   * @throws ModelFormatException when the file is missing, empty or not a simulation, or its
   *     formulas make no sense; names file, element and reason
   */
  public static Simulation load(Path file) {
    return load(file, null);
  }

  /**
   * Reads a simulation of a file, normally a project with several.
   *
   * @param simulationName null for the only one
   * @throws ModelFormatException as {@link #load(Path)}, and when the file has no simulation of
   *     that name, or several and no name is given; lists the names
   */
  public static Simulation load(Path file, String simulationName) {
    return checked(file.toString(), ModelReader.read(file, simulationName));
  }

  /**
   * Reads a simulation from a stream, which is not closed.
   *
   * @param name what messages call the source
   * @throws ModelFormatException as {@link #load(Path)}
   */
  public static Simulation load(InputStream stream, String name) {
    try {
      return checked(name, ModelReader.read(stream, name));
    } catch (IOException e) {
      throw new ModelFormatException(name, "", "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Simulation checked(String file, Model model) {
    try {
      Simulation simulation = new Simulation(model);
      simulation.checkValues();
      return simulation;
    } catch (ModelException e) {
      throw new ModelFormatException(file, e.element(), e.reason(), e);
    }
  }

  /** A simulation of a model made otherwise. */
  public static Simulation of(Model model) {
    return new Simulation(model);
  }

  private void checkValues() {
    InitialValues values = new InitialValues(index, Map.of());
    index.quantities().forEach(quantity -> values.value(quantity.id()));
  }

  private QuantityInfo describe(Quantity quantity) {
    WorkInterruptedException.check();
    Kind kind =
        quantity instanceof Parameter
            ? Kind.PARAMETER
            : quantity instanceof Observer ? Kind.OBSERVER : Kind.SPECIES;
    boolean editable = quantity instanceof Parameter p ? p.canBeVaried() : kind == Kind.SPECIES;
    return new QuantityInfo(
        kind,
        publicPath(quantity.path()),
        quantity.path(),
        quantity.name(),
        quantity.unit(),
        quantity.dimension(),
        editable,
        quantity.persistable());
  }

  private String publicPath(String path) {
    int first = path.indexOf(model.delimiter());
    return first < 0 ? path : path.substring(first + model.delimiter().length());
  }

  /**
   * The same simulation with other scale factors, which change what the tolerances mean and nothing
   * else.
   *
   * @param factors positive number per species
   * @throws IllegalArgumentException a factor is not a positive number
   */
  public Simulation withScaleFactors(ToDoubleFunction<QuantityInfo> factors) {
    List<Species> scaled = new ArrayList<>();
    for (Species species : model.species()) {
      double factor = factors.applyAsDouble(info(species));
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException(
            species.path() + ": scale factor " + factor + " is not a positive number");
      }
      scaled.add(species.withScaleFactor(factor));
    }
    return new Simulation(model.with(model.parameters(), scaled));
  }

  /**
   * The same simulation in which a parameter is given by points; a table formula keeps its kind
   * (slope or interpolation), any other formula becomes an interpolating table.
   *
   * @param points strictly increasing in x, at least one
   * @throws UnknownPathException no such quantity
   * @throws IllegalArgumentException not a parameter, or the points are not strictly increasing
   */
  public Simulation withTable(String path, List<TablePoint> points) {
    if (!(find(path) instanceof Parameter parameter)) {
      throw new IllegalArgumentException("\"" + path + "\" is not a parameter");
    }
    for (int i = 0; i < points.size(); i++) {
      TablePoint point = points.get(i);
      boolean increasing = i == 0 || point.x() > points.get(i - 1).x();
      if (!increasing || !Double.isFinite(point.x()) || !Double.isFinite(point.y())) {
        throw new IllegalArgumentException(
            "\""
                + path
                + "\": point "
                + (i + 1)
                + " ("
                + point.x()
                + "; "
                + point.y()
                + ") is not finite, or its x is not larger than the one before");
      }
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException("\"" + path + "\": a table needs at least one point");
    }
    boolean slope = parameter.formula() instanceof Formula.Table t && t.useDerivedValues();
    Parameter replaced = parameter.withFormula(new Formula.Table(points, slope));
    List<Parameter> parameters =
        model.parameters().stream().map(p -> p == parameter ? replaced : p).toList();
    return new Simulation(model.with(parameters, model.species()));
  }

  /**
   * Parameters that right-hand sides, initial values, observers or events need, directly or through
   * other formulas; in document order. The others can be changed without any effect.
   */
  public List<QuantityInfo> usedParameters() {
    Set<Integer> used = index.usedQuantities();
    return model.parameters().stream().filter(p -> used.contains(p.id())).map(this::info).toList();
  }

  /**
   * What needs a quantity, directly or through others.
   *
   * @throws UnknownPathException with the closest paths when there is no such quantity
   */
  public Dependents dependents(String path) {
    int position = paths.position(path);
    List<Set<Integer>> graph = users();
    Set<Integer> reached = new TreeSet<>(graph.get(position));
    Deque<Integer> pending = new ArrayDeque<>(reached);
    while (!pending.isEmpty()) {
      for (int user : graph.get(pending.pop())) {
        if (reached.add(user)) {
          pending.push(user);
        }
      }
    }
    return new Dependents(
        graph.get(position).stream().map(quantities::get).toList(),
        reached.stream().map(quantities::get).toList());
  }

  private synchronized List<Set<Integer>> users() {
    if (users == null) {
      users = index.users();
    }
    return users;
  }

  synchronized DosingFinder dosing() {
    if (dosing == null) {
      dosing = new DosingFinder(this);
    }
    return dosing;
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

  /** All quantities: parameters, then species, then observers, each in document order. */
  public List<QuantityInfo> quantities() {
    return quantities;
  }

  /**
   * Looks a quantity up by path, with or without the simulation name.
   *
   * @throws UnknownPathException with the closest paths when there is none
   */
  public QuantityInfo quantity(String path) {
    return quantities.get(paths.position(path));
  }

  /** Whether there is a quantity of that path, with or without the simulation name. */
  public boolean has(String path) {
    return paths.positionOrNone(path) >= 0;
  }

  /** A new run with all values as in the file. */
  public SimulationRun newRun() {
    return new SimulationRun(this);
  }

  /**
   * Compiles the code for runs that change nothing, unless that is done; otherwise the first run
   * does it.
   */
  public void compile() {
    compilation(List.of(), OutputSelection.OF_FILE);
  }

  /**
   * Whether bytecode is generated in the background when a model is run repeatedly (so it is by
   * default). Without it runs stay on the first tier until {@link SimulationRun#generateCode}.
   */
  public void setBackgroundCode(boolean generate) {
    backgroundCode = generate;
  }

  boolean backgroundCode() {
    return backgroundCode;
  }

  /**
   * Number of states that are integrated when nothing is changed: species without any change are
   * left out.
   */
  public int stateCount() {
    return compilation(List.of(), OutputSelection.OF_FILE).model().states().size();
  }

  ModelIndex index() {
    return index;
  }

  /** Output times (min), increasing, 0 first; a copy. */
  double[] outputTimes(OutputSchema.Resolution resolution) {
    return outputTimes.computeIfAbsent(resolution, r -> model.outputs().outputTimes(r)).clone();
  }

  Quantity find(String path) {
    return index.quantities().get(paths.position(path));
  }

  /** Null when there is none. */
  Quantity findIfPresent(String path) {
    int position = paths.positionOrNone(path);
    return position < 0 ? null : index.quantities().get(position);
  }

  QuantityInfo info(Quantity quantity) {
    return quantities.get(index.position(quantity.id()));
  }

  Compilation compilation(List<Integer> variedIds, OutputSelection outputs) {
    Key key = new Key(variedIds, outputs);
    synchronized (compilations) {
      Compilation known = compilations.get(key);
      if (known == null) {
        known = compilation(ModelCompiler.compile(index, variedIds, outputIds(outputs)));
        compilations.put(key, known);
      }
      return known;
    }
  }

  /** Code for a run with functions of time of its own, which nobody else may use. */
  Compilation compilation(
      List<Integer> variedIds, Map<Integer, PiecewiseLinear> runTables, OutputSelection outputs) {
    return compilation(ModelCompiler.compile(index, variedIds, runTables, outputIds(outputs)));
  }

  private Compilation compilation(CompiledModel compiled) {
    return new Compilation(
        compiled,
        compiled.outputs().stream().map(output -> info(output.quantity())).toList(),
        analysed(compiled.pattern()),
        new CodeGeneration());
  }

  /** The analysis of the iteration matrix of a Jacobian. */
  SymbolicLu analysed(SparsityPattern jacobian) {
    try {
      return SymbolicLu.ofIterationMatrix(jacobian, Limit.FACTOR_ENTRIES.value());
    } catch (TooManyEntriesException e) {
      throw new ModelException(
          name(), "its species all depend on each other: " + Limit.FACTOR_ENTRIES.exceeded());
    }
  }

  Set<Integer> outputIds(OutputSelection outputs) {
    return index.quantities().stream()
        .filter(outputs::contains)
        .map(Quantity::id)
        .collect(Collectors.toSet());
  }
}
