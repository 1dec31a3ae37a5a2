package dev.perfusion.engine.ode;

import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.CompiledModel.CompiledAssignment;
import dev.perfusion.engine.ode.CompiledModel.ReadObserver;
import dev.perfusion.engine.ode.CompiledModel.RestartTable;
import dev.perfusion.engine.ode.SensitivityCode.AssignmentDerivatives;
import dev.perfusion.engine.ode.SensitivityCode.EventDerivatives;
import dev.perfusion.engine.ode.SensitivityCode.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * A model together with its forward sensitivities: {@code ds/dt = (df/dy) s + df/dp} for each
 * parameter (Maly and Petzold 1996, Appl. Numer. Math. 20, 57), with the exact jumps at events and
 * at discontinuities that a parameter moves (Rozenvasser 1967, Autom. Remote Control 28, 400).
 *
 * <p>State: the n scaled states, then n numbers per parameter, {@code |p| dy/dp} ({@code dy/dp}
 * when p is 0), so that the tolerances mean the same for both. The Jacobian given to the integrator
 * leaves the second derivatives out: the blocks on its diagonal are all df/dy. Not thread-safe.
 */
public final class SensitivityOde implements RunSystem {
  /** Relative shift that brings a discontinuity to the other side of a moment. */
  private static final double NUDGE = 1e-12;

  private final ModelOde base;
  private final SensitivityCode code;
  private final double[] r;
  private final int n;
  private final int parameters;
  private final double[] size;
  private final SparsityPattern pattern;
  private final int outputs;

  /** Sensitivity of each slot, per parameter. */
  private final double[][] slots;

  private final double[] blockJacobian;
  private final double[] baseRow;
  private final double[] slope;
  private final Map<Double, double[]> jumps = new TreeMap<>();
  private final List<Map<Double, double[]>> eventMoves = new ArrayList<>();
  private double lastOutput = Double.NaN;

  /**
   * @param variedValues as for {@link ModelOde}
   * @param parameterValues value of each parameter, for its scale
   */
  public SensitivityOde(SensitivityModel model, double[] variedValues, double[] parameterValues) {
    base = new ModelOde(model.model(), variedValues);
    code = model.code();
    r = base.registers();
    n = base.size();
    parameters = parameterValues.length;
    size = DoubleStream.of(parameterValues).map(p -> p == 0 ? 1 : Math.abs(p)).toArray();
    pattern = repeated(base.jacobianPattern(), 1 + parameters);
    outputs = base.outputCount();
    slots = new double[code.slotCount()][parameters];
    for (int j = 0; j < parameters; j++) {
      slots[code.parameterSlots()[j]][j] = size[j];
    }
    blockJacobian = new double[base.jacobianPattern().nonZeros()];
    baseRow = new double[outputs];
    slope = new double[n];
    code.stops().forEach(this::note);
    code.events().forEach(event -> eventMoves.add(moves(event)));
  }

  /** A matrix with the same block several times on its diagonal. */
  private static SparsityPattern repeated(SparsityPattern block, int times) {
    int n = block.size();
    int entries = block.nonZeros();
    int[] rowStart = new int[times * n + 1];
    int[] column = new int[times * entries];
    for (int k = 0; k < times; k++) {
      for (int i = 0; i < n; i++) {
        rowStart[k * n + i + 1] = k * entries + block.rowStart()[i + 1];
      }
      for (int e = 0; e < entries; e++) {
        column[k * entries + e] = k * n + block.column()[e];
      }
    }
    return new SparsityPattern(times * n, rowStart, column);
  }

  private void note(Stop stop) {
    double[] move = move(stop.derivative(), 0);
    if (Arrays.stream(move).allMatch(m -> m == 0)) {
      return;
    }
    double[] times;
    if (stop.table() < 0) {
      times = new double[] {r[stop.time()]};
    } else {
      RestartTable table = base.model().restartTables().get(stop.table());
      times = base.restartTimes(table);
    }
    for (double t : times) {
      jumps.merge(t, move, SensitivityOde::larger);
    }
  }

  private static double[] larger(double[] a, double[] b) {
    double[] both = new double[a.length];
    Arrays.setAll(both, j -> Math.abs(a[j]) >= Math.abs(b[j]) ? a[j] : b[j]);
    return both;
  }

  private Map<Double, double[]> moves(EventDerivatives event) {
    Map<Double, double[]> moves = new TreeMap<>();
    for (int k = 0; k < event.times().length; k++) {
      moves.put(r[event.times()[k]], move(event.timeDerivatives(), k));
    }
    return moves;
  }

  /** Derivative of a moment by each parameter. */
  private double[] move(Partials derivative, int row) {
    double[] move = new double[parameters];
    for (int e = 0; e < derivative.size(); e++) {
      if (derivative.row()[e] == row && derivative.variable()[e] >= n) {
        addTo(move, r[derivative.register()[e]], slots[derivative.variable()[e] - n]);
      }
    }
    return move;
  }

  private static void addTo(double[] sum, double factor, double[] terms) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * terms[j];
    }
  }

  @Override
  public int size() {
    return (1 + parameters) * n;
  }

  @Override
  public SparsityPattern jacobianPattern() {
    return pattern;
  }

  @Override
  public void jacobian(double t, double[] y, double[] values) {
    base.jacobian(t, y, blockJacobian);
    for (int k = 0; k <= parameters; k++) {
      System.arraycopy(blockJacobian, 0, values, k * blockJacobian.length, blockJacobian.length);
    }
  }

  @Override
  public void rhs(double t, double[] y, double[] dydt) {
    base.load(base.inside(t), y);
    code.slope().run(r);
    int[] from = base.model().code().rhsRegisters();
    for (int i = 0; i < n; i++) {
      dydt[i] = r[from[i]] / base.scale(i);
    }
    Arrays.fill(dydt, n, dydt.length, 0);
    Partials rates = code.rates();
    for (int e = 0; e < rates.size(); e++) {
      int i = rates.row()[e];
      accumulate(rates.variable()[e], finite(r[rates.register()[e]]) / base.scale(i), y, dydt, i);
    }
  }

  /** Adds to the sensitivities of state i a factor times those of a variable. */
  private void accumulate(int variable, double factor, double[] y, double[] target, int i) {
    if (factor == 0) {
      return;
    }
    if (variable < n) {
      double f = factor * base.scale(variable);
      for (int j = 1; j <= parameters; j++) {
        target[j * n + i] += f * y[j * n + variable];
      }
    } else {
      double[] s = slots[variable - n];
      for (int j = 1; j <= parameters; j++) {
        target[j * n + i] += factor * s[j - 1];
      }
    }
  }

  /** An infinite slope (a root at zero, say) would spoil everything; see {@link ModelOde}. */
  private static double finite(double v) {
    return Double.isFinite(v) ? v : 0;
  }

  @Override
  public double[] initialState() {
    double[] y = Arrays.copyOf(base.initialState(), size());
    Partials initial = code.initial();
    for (int e = 0; e < initial.size(); e++) {
      int i = initial.row()[e];
      double value = finite(r[initial.register()[e]]) / base.scale(i);
      accumulate(initial.variable()[e], value, y, y, i);
    }
    return y;
  }

  @Override
  public int outputCount() {
    return (1 + parameters) * outputs;
  }

  /** The values first, then for each parameter the derivatives of all values. */
  @Override
  public boolean varies(int k) {
    return true;
  }

  @Override
  public void outputs(double t, double[] y, double absTol, double[] row) {
    lastOutput = t;
    base.load(t, y);
    code.outputs().run(r);
    Arrays.fill(row, 0);
    Partials derivatives = code.outputDerivatives();
    for (int e = 0; e < derivatives.size(); e++) {
      double factor = r[derivatives.register()[e]];
      int output = derivatives.row()[e];
      int variable = derivatives.variable()[e];
      for (int j = 0; j < parameters; j++) {
        double s = total(y, variable, j);
        if (s != 0) {
          row[(1 + j) * outputs + output] += factor * s;
        }
      }
    }
    for (ReadObserver observer : base.model().readObservers()) {
      int slot = observer.memory() - Registers.STATES - n;
      for (int j = 0; j < parameters; j++) {
        slots[slot][j] = row[(1 + j) * outputs + observer.output()];
      }
    }
    for (int j = 0; j < parameters; j++) {
      for (int k = 0; k < outputs; k++) {
        row[(1 + j) * outputs + k] /= size[j];
      }
    }
    base.outputs(t, y, absTol, baseRow);
    System.arraycopy(baseRow, 0, row, 0, outputs);
  }

  /** Sensitivity of an unscaled state or a slot. */
  private double total(double[] y, int variable, int j) {
    return variable < n ? y[(1 + j) * n + variable] * base.scale(variable) : slots[variable - n][j];
  }

  @Override
  public List<Species> negativeStartValues() {
    return base.negativeStartValues();
  }

  @Override
  public List<Species> undefinedStartValues() {
    return base.undefinedStartValues();
  }

  @Override
  public double[] eventTimes() {
    return base.eventTimes();
  }

  @Override
  public double[] restartTimes() {
    return DoubleStream.concat(
            Arrays.stream(base.restartTimes()),
            jumps.keySet().stream().mapToDouble(Double::doubleValue))
        .toArray();
  }

  @Override
  public void between(double start, double end) {
    base.between(start, end);
  }

  @Override
  public boolean fireEvents(double t, double[] y) {
    boolean changed = false;
    double[] move = jumps.get(t);
    if (move != null) {
      jump(t, y, move);
      changed = true;
    }
    return base.fireEvents(t, y, new Transfer(t, y)) || changed;
  }

  /**
   * A discontinuity of the right-hand side that parameters move adds (f before - f after) dt/dp.
   * Nudging the parameter tells which part of the right-hand side moves.
   */
  private void jump(double t, double[] y, double[] move) {
    double[] after = new double[n];
    for (int j = 0; j < parameters; j++) {
      if (move[j] == 0) {
        continue;
      }
      int slot = Registers.STATES + n + code.parameterSlots()[j];
      double dtdp = move[j] / size[j];
      double nudge = NUDGE * Math.max(Math.abs(t), 1e-3) / Math.abs(dtdp);
      nudgedSlope(t, y, slot, dtdp > 0 ? nudge : -nudge, slope);
      nudgedSlope(t, y, slot, dtdp > 0 ? -nudge : nudge, after);
      for (int i = 0; i < n; i++) {
        y[(1 + j) * n + i] += (slope[i] - after[i]) * move[j];
      }
    }
  }

  private void nudgedSlope(double t, double[] y, int slot, double nudge, double[] dydt) {
    r[slot] = nudge;
    base.slotsChanged();
    base.rhs(t, y, dydt);
    r[slot] = 0;
    base.slotsChanged();
  }

  /**
   * What an event does to sensitivities: with the total derivative D = s + f dt/dp before it, an
   * assigned value has the derivative (dg/dy) D + dg/dp + (dg/dt) dt/dp, and s = D - f dt/dp after
   * it.
   */
  private final class Transfer implements EventWatch {
    private final double t;
    private final double[] y;
    private double[] move;
    private double[] inherited;

    Transfer(double t, double[] y) {
      this.t = t;
      this.y = y;
      inherited = new double[parameters];
      if (t != lastOutput) {
        for (Map<Double, double[]> moves : eventMoves) {
          inherited = larger(inherited, moves.getOrDefault(t, inherited));
        }
        inherited = larger(inherited, jumps.getOrDefault(t, inherited));
      }
    }

    @Override
    public void firing(int e) {
      // an event that fires because of an earlier one moves with it
      move = eventMoves.get(e).getOrDefault(t, inherited);
      inherited = move;
      follow(1);
    }

    private void follow(int sign) {
      if (Arrays.stream(move).allMatch(m -> m == 0)) {
        return;
      }
      base.rhs(t, y, slope);
      for (int j = 0; j < parameters; j++) {
        for (int i = 0; i < n; i++) {
          y[(1 + j) * n + i] += sign * slope[i] * move[j];
        }
      }
    }

    @Override
    public void assigning(int e, int k) {
      AssignmentDerivatives derivatives = code.events().get(e).assignments().get(k);
      CompiledAssignment assignment = base.model().events().get(e).assignments().get(k);
      if (assignment.state() < 0 && assignment.assigned() < 0) {
        return;
      }
      base.load(t, y);
      derivatives.code().run(r);
      Partials partials = derivatives.partials();
      double[] assigned = new double[parameters];
      for (int p = 0; p < partials.size(); p++) {
        int variable = partials.variable()[p];
        double factor = finite(r[partials.register()[p]]);
        for (int j = 0; j < parameters; j++) {
          double s = variable == code.timeVariable(n) ? move[j] : total(y, variable, j);
          assigned[j] += factor * s;
        }
      }
      if (assignment.state() >= 0) {
        int i = assignment.state();
        for (int j = 0; j < parameters; j++) {
          y[(1 + j) * n + i] = assigned[j] / base.scale(i);
        }
      } else {
        slots[assignment.assigned() - Registers.STATES - n] = assigned;
      }
    }

    @Override
    public void fired(int e) {
      follow(-1);
    }
  }
}
