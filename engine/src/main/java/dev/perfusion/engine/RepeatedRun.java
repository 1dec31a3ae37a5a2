package dev.perfusion.engine;

import dev.perfusion.engine.Simulation.Compilation;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.engine.ode.RunSystem;
import dev.perfusion.engine.solver.SolverStatistics;
import dev.perfusion.engine.solver.StiffIntegrator;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A run that is repeated with other numbers: registers, integrator and matrices are made once, the
 * code is shared with all others of the simulation. Results are those of a run of its own to the
 * last bit, whatever was run before. Not thread-safe; each thread has its own ({@link #another}).
 */
public final class RepeatedRun {
  private static final double[] NOTHING = {Double.NaN};

  private final Simulation simulation;
  private final Supplier<Code> compiler;
  private final Compilation compilation;
  private final List<PiecewiseLinear> tables;
  private final RunOptions options;
  private final double[] numbers;
  private final int[] slots;
  private final List<QuantityInfo> outputs;
  private final int[] outputPositions;
  private final double[] times;
  private final double[][] columns;
  private final RunLoop.Problem problem = new Reused();

  private ModelOde ode;
  private StiffIntegrator integrator;
  private SolverSettings settings;
  private double[][] target;
  private int offset;

  /**
   * @param tables functions of time of the run's own, which the code reads
   */
  record Code(Compilation compilation, List<PiecewiseLinear> tables) {}

  /** A function before its points are set. */
  static PiecewiseLinear noTable() {
    return new PiecewiseLinear(NOTHING, NOTHING);
  }

  /**
   * @param compiler gives the code; asked again for each other run if it has tables
   * @param changed the numbers of all slots by id; those of the varied ones do not matter
   * @param varied ids of what is given anew
   * @param wanted outputs in their order; empty for those of the compilation
   */
  RepeatedRun(
      Simulation simulation,
      Supplier<Code> compiler,
      RunOptions options,
      Map<Integer, Double> changed,
      int[] varied,
      List<QuantityInfo> wanted) {
    this.simulation = simulation;
    this.compiler = compiler;
    Code code = compiler.get();
    compilation = code.compilation();
    tables = code.tables();
    this.options = options;
    List<Integer> ids = List.copyOf(new TreeMap<>(changed).keySet());
    numbers = new TreeMap<>(changed).values().stream().mapToDouble(Double::doubleValue).toArray();
    slots = Arrays.stream(varied).map(ids::indexOf).toArray();
    if (Arrays.stream(slots).distinct().count() != slots.length) {
      throw new IllegalArgumentException("a quantity is there twice among those that vary");
    }
    outputs = wanted.isEmpty() ? compilation.outputs() : wanted;
    Set<QuantityInfo> distinct = new HashSet<>(outputs);
    if (distinct.size() != outputs.size()) {
      throw new IllegalArgumentException("an output is there twice");
    }
    List<QuantityInfo> compiled = compilation.outputs();
    outputPositions = outputs.stream().mapToInt(compiled::indexOf).toArray();
    times = simulation.outputTimes(options.timeResolution());
    columns = new double[compiled.size()][];
  }

  private RepeatedRun(RepeatedRun other) {
    simulation = other.simulation;
    compiler = other.compiler;
    Code code = other.tables.isEmpty() ? new Code(other.compilation, List.of()) : compiler.get();
    compilation = code.compilation();
    tables = code.tables();
    options = other.options;
    numbers = other.numbers.clone();
    slots = other.slots;
    outputs = other.outputs;
    outputPositions = other.outputPositions;
    times = other.times;
    columns = new double[other.columns.length][];
  }

  /** Another one for another thread; without the code that was generated if it has tables. */
  public RepeatedRun another() {
    return new RepeatedRun(this);
  }

  /** What is stored, in the order of the columns. */
  public List<QuantityInfo> outputs() {
    return outputs;
  }

  /** Output times (min), the same for all runs; a copy. */
  public double[] times() {
    return times.clone();
  }

  /**
   * Generates bytecode, unless that is done; worth it for more than some ten runs. Runs use it
   * whose instance has not run before.
   */
  public void generateCode() {
    compilation.generateCode();
  }

  /**
   * Sets a function of time, for all runs until it is set again.
   *
   * @param index which of those that were named
   * @param table linear between its points, constant before the first and after the last
   * @throws IllegalArgumentException a table of slopes, without points, or with points that are not
   *     finite or not increasing
   */
  public void setTable(int index, Formula.Table table) {
    double[] x = table.points().stream().mapToDouble(TablePoint::x).toArray();
    double[] y = table.points().stream().mapToDouble(TablePoint::y).toArray();
    boolean usable = x.length > 0 && !table.useDerivedValues();
    for (int i = 0; i < x.length && usable; i++) {
      usable = Double.isFinite(x[i]) && Double.isFinite(y[i]) && (i == 0 || x[i] > x[i - 1]);
    }
    if (!usable) {
      throw new IllegalArgumentException(
          "table " + index + " needs finite points with increasing x, and no slopes");
    }
    tables.get(index).set(x, y);
  }

  /**
   * Runs to the end.
   *
   * @param values one per varied quantity, in the order in which they were named; base unit
   * @param target where the outputs go: a column per output
   * @param offset place of the first output time in the columns
   * @return counters of the integrator
   * @throws IllegalArgumentException a value is not finite
   * @throws SimulationFailedException the end cannot be reached; the columns hold anything
   * @throws SimulationStoppedException the control stopped it; the columns hold anything
   */
  public SolverStatistics execute(
      double[] values, RunControl control, double[][] target, int offset) {
    for (int i = 0; i < slots.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i] + ", not finite");
      }
      numbers[slots[i]] = values[i];
    }
    this.target = target;
    this.offset = offset;
    return new RunLoop(compilation.model().states(), times, problem, options, control)
        .run()
        .statistics();
  }

  /** What a run needs, as good as new. */
  private final class Reused implements RunLoop.Problem {
    @Override
    public RunSystem system() {
      if (ode == null) {
        ode = new ModelOde(compilation.model(), numbers);
      } else {
        ode.reset(numbers);
      }
      return ode;
    }

    @Override
    public StiffIntegrator integrator(RunSystem system, SolverSettings wanted) {
      if (!wanted.equals(settings)) {
        SymbolicLu lu = compilation.lu();
        integrator = options.method().integrator(system, lu, lu.numeric(), wanted);
        settings = wanted;
      } else {
        integrator.reset();
      }
      return integrator;
    }

    @Override
    public OutputTable table(RunSystem system, int length) {
      // Columns that stay null are those of observers that formulas read and nobody wants.
      for (int k = 0; k < outputPositions.length; k++) {
        columns[outputPositions[k]] = target[k];
      }
      return new OutputTable(system, length, columns, offset);
    }
  }
}
