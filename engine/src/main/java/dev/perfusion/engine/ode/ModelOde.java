package dev.perfusion.engine.ode;

import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.CompiledModel.CompiledAssignment;
import dev.perfusion.engine.ode.CompiledModel.CompiledEvent;
import dev.perfusion.engine.ode.CompiledModel.ReadObserver;
import dev.perfusion.engine.ode.CompiledModel.RestartTable;
import java.util.Arrays;
import java.util.List;

/**
 * One run's state over shared code: registers, what events have changed, and the ODE system in
 * scaled states.
 *
 * <p>States are scaled: state = value / scale factor. Not thread-safe.
 */
public final class ModelOde implements RunSystem {
  /** In units of the last place: a shifted table meets its jump up to rounding only. */
  private static final int BORDER = 4;

  private final CompiledModel model;
  private final ModelCode code;
  private final ModelCode.Kernels kernels;
  private final double[] r;
  private final int size;
  private final double[] scale;
  private final boolean scaled;
  private final boolean[] fired;
  private final double[] conditions;
  private final int[] jacobianRow;
  private double earliest = Double.NEGATIVE_INFINITY;
  private double latest = Double.POSITIVE_INFINITY;

  /**
   * @param variedValues numbers of the varied quantities, in the order of {@link
   *     CompiledModel#variedIds()}
   */
  public ModelOde(CompiledModel model, double[] variedValues) {
    this(model, variedValues, model.code().kernels());
  }

  /** With a tier of choice. */
  ModelOde(CompiledModel model, double[] variedValues, ModelCode.Kernels kernels) {
    this.model = model;
    this.kernels = kernels;
    code = model.code();
    r = code.registers();
    size = model.states().size();
    scale = model.states().stream().mapToDouble(Species::scaleFactor).toArray();
    scaled = Arrays.stream(scale).anyMatch(s -> s != 1);
    fired = new boolean[model.events().size()];
    conditions = new double[fired.length];
    jacobianRow = rows(model.pattern());
    bind(variedValues);
  }

  /**
   * Makes the system as good as new, with other numbers: nothing of the runs before is left.
   * Allocates nothing.
   *
   * @param variedValues as for the constructor
   */
  public void reset(double[] variedValues) {
    code.fill(r);
    Arrays.fill(fired, false);
    Arrays.fill(conditions, 0);
    earliest = Double.NEGATIVE_INFINITY;
    latest = Double.POSITIVE_INFINITY;
    bind(variedValues);
  }

  private void bind(double[] variedValues) {
    System.arraycopy(variedValues, 0, r, Registers.STATES + size, variedValues.length);
    code.prologue().run(r);
  }

  private static int[] rows(SparsityPattern pattern) {
    int[] rows = new int[pattern.nonZeros()];
    for (int i = 0; i < pattern.size(); i++) {
      Arrays.fill(rows, pattern.rowStart()[i], pattern.rowStart()[i + 1], i);
    }
    return rows;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SparsityPattern jacobianPattern() {
    return model.pattern();
  }

  /**
   * Says between which two discontinuities the integrator is. Right-hand sides at the borders are
   * the limits from inside, so that a step may end at a jump of a table or of a comparison with
   * time.
   */
  @Override
  public void between(double start, double end) {
    earliest = start + BORDER * Math.ulp(start);
    latest = Math.max(earliest, end - BORDER * Math.ulp(end));
  }

  @Override
  public void rhs(double t, double[] y, double[] dydt) {
    load(inside(t), y);
    kernels.rhs().run(r, dydt);
    if (scaled) {
      for (int i = 0; i < size; i++) {
        dydt[i] /= scale[i];
      }
    }
  }

  @Override
  public boolean autonomous() {
    return !code.rhsReadsTime();
  }

  @Override
  public void jacobian(double t, double[] y, double[] values) {
    load(inside(t), y);
    kernels.jacobian().run(r, values);
    int[] column = model.pattern().column();
    for (int k = 0; k < values.length; k++) {
      double v = values[k];
      if (scaled) {
        v *= scale[column[k]] / scale[jacobianRow[k]];
      }
      // an infinite slope (a root at zero, say) would spoil the whole matrix; Newton's method can
      // do without it
      values[k] = Double.isFinite(v) ? v : 0;
    }
  }

  /** The register file of this run. */
  double[] registers() {
    return r;
  }

  /** The run's code. */
  CompiledModel model() {
    return model;
  }

  /** Time at which right-hand sides are taken, see {@link #between}. */
  double inside(double t) {
    return Math.min(Math.max(t, earliest), latest);
  }

  /** Computes what is fixed between two events anew, after a slot has changed. */
  void slotsChanged() {
    code.prologue().run(r);
  }

  double scale(int state) {
    return scale[state];
  }

  /** Brings time and states into their registers. */
  void load(double t, double[] y) {
    r[Registers.TIME] = t;
    if (scaled) {
      for (int i = 0; i < size; i++) {
        r[Registers.STATES + i] = y[i] * scale[i];
      }
    } else {
      System.arraycopy(y, 0, r, Registers.STATES, size);
    }
  }

  @Override
  public double[] initialState() {
    double[] y = new double[size];
    for (int i = 0; i < size; i++) {
      y[i] = r[model.initial()[i]] / scale[i];
    }
    return y;
  }

  @Override
  public List<Species> negativeStartValues() {
    return model.startValues().stream()
        .filter(output -> r[output.register()] < 0)
        .map(output -> (Species) output.quantity())
        .toList();
  }

  @Override
  public List<Species> undefinedStartValues() {
    List<Species> states = model.states();
    return java.util.stream.IntStream.range(0, size)
        .filter(i -> Double.isNaN(r[model.initial()[i]]))
        .mapToObj(states::get)
        .toList();
  }

  /**
   * Computes the stored quantities. Tiny negative states count as zero.
   *
   * @param y scaled state, left as it is
   * @param absTol states in (-absTol, 0) become 0
   * @param row one number per {@link CompiledModel#outputs()}
   */
  @Override
  public void outputs(double t, double[] y, double absTol, double[] row) {
    load(t, y);
    if (anyNegative(y)) {
      for (int i = 0; i < size; i++) {
        if (y[i] < 0 && y[i] > -absTol) {
          r[Registers.STATES + i] = 0;
        }
      }
    }
    kernels.outputs().run(r, row);
    if (!model.readObservers().isEmpty()) {
      for (ReadObserver observer : model.readObservers()) {
        r[observer.memory()] = row[observer.output()];
      }
      code.prologue().run(r);
    }
  }

  /** Whether a sign bit is set; without a branch per state. */
  private static boolean anyNegative(double[] y) {
    long bits = 0;
    for (double value : y) {
      bits |= Double.doubleToRawLongBits(value);
    }
    return bits < 0;
  }

  @Override
  public int outputCount() {
    return model.outputs().size();
  }

  @Override
  public boolean varies(int k) {
    return !model.outputs().get(k).constant();
  }

  @Override
  public double[] eventTimes() {
    return Arrays.stream(model.eventTimes()).mapToDouble(k -> r[k]).toArray();
  }

  /**
   * Sizes below which the stored quantities are noise: of a varying species 10 absTol times its
   * scale factor, of a varying observer or parameter its value at time 0 when all states are at
   * their threshold and the events of time 0 have happened, of a constant 10 absTol. To be called
   * on a fresh instance, which is of no use for a run afterwards.
   *
   * @return one number per {@link CompiledModel#outputs()}
   */
  public double[] thresholds(double absTol) {
    fireEvents(0, initialState());
    double floor = 10 * absTol;
    double[] y = new double[size];
    Arrays.fill(y, floor);
    double[] found = new double[outputCount()];
    outputs(0, y, 0, found);
    for (int k = 0; k < found.length; k++) {
      if (model.outputs().get(k).constant()) {
        found[k] = floor;
      }
    }
    return found;
  }

  @Override
  public double[] restartTimes() {
    double[] times = {};
    for (RestartTable table : model.restartTables()) {
      double[] more = restartTimes(table);
      times = Arrays.copyOf(times, times.length + more.length);
      System.arraycopy(more, 0, times, times.length - more.length, more.length);
    }
    return times;
  }

  double[] restartTimes(RestartTable table) {
    double shift = shift(table);
    double[] times = table.times().clone();
    for (int k = 0; k < times.length; k++) {
      times[k] += shift;
    }
    return times;
  }

  private double shift(RestartTable table) {
    return table.offset() < 0 ? 0 : r[table.offset()];
  }

  @Override
  public boolean fireEvents(double t, double[] y) {
    return fireEvents(t, y, EventWatch.NONE);
  }

  /** As above; tells what happens while it happens. */
  boolean fireEvents(double t, double[] y, EventWatch watch) {
    if (conditions.length == 0) {
      return false;
    }
    if (code.conditionsReadStates()) {
      load(t, y);
    } else {
      r[Registers.TIME] = t;
    }
    kernels.conditions().run(r, conditions);
    boolean any = false;
    for (int e = 0; e < conditions.length; e++) {
      any |= conditions[e] == 1 && !spent(e);
    }
    return any && fireInTurn(t, y, watch);
  }

  /** Event by event, since one may make the condition of the next true or false. */
  private boolean fireInTurn(double t, double[] y, EventWatch watch) {
    boolean changed = false;
    for (int e = 0; e < fired.length; e++) {
      CompiledEvent event = model.events().get(e);
      if (spent(e)) {
        continue;
      }
      load(t, y);
      event.test().run(r);
      if (r[event.condition()] == 1) {
        fired[e] = true;
        watch.firing(e);
        for (int k = 0; k < event.assignments().size(); k++) {
          watch.assigning(e, k);
          changed |= assign(t, y, event.assignments().get(k));
        }
        watch.fired(e);
      }
    }
    return changed;
  }

  private boolean spent(int e) {
    return fired[e] && model.events().get(e).oneTime();
  }

  private boolean assign(double t, double[] y, CompiledAssignment assignment) {
    load(t, y);
    assignment.code().run(r);
    double value = r[assignment.value()];
    if (assignment.state() >= 0) {
      double before = y[assignment.state()];
      y[assignment.state()] = value / scale[assignment.state()];
      return y[assignment.state()] != before;
    }
    boolean changed = r[assignment.selector()] != assignment.choice();
    r[assignment.selector()] = assignment.choice();
    if (assignment.assigned() >= 0) {
      changed |= r[assignment.assigned()] != value;
      r[assignment.assigned()] = value;
    }
    if (changed) {
      code.prologue().run(r);
    }
    return changed;
  }
}
