package dev.perfusion.benchmarks.engine;

import dev.perfusion.engine.linear.LinearSolver;
import dev.perfusion.engine.linear.NumericLu;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.ModelCompiler;
import dev.perfusion.engine.ode.ModelIndex;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.engine.solver.BdfIntegrator;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the integrator calls in a step, each callable by itself, at a point of a real trajectory:
 * the events of time 0 have happened and some steps are done. Not thread-safe.
 */
public final class Kernels {
  private static final int STEPS = 60;

  private final CompiledModel compiled;
  private final SymbolicLu symbolic;
  private final ModelOde ode;
  private final NumericLu lu;
  private final double absTol;
  private double t;
  private final double[] y;
  private final double[] slope;
  private final double[] jacobian;
  private final double[] row;
  private final double[] matrix;
  private final double[] rightHandSide;
  private final double[] solution;

  /** Compiles a model and goes some steps. */
  public Kernels(Model model, Tier tier) {
    compiled = ModelCompiler.compile(new ModelIndex(model), List.of(), outputs(model));
    symbolic = SymbolicLu.ofIterationMatrix(compiled.pattern());
    if (tier == Tier.GENERATED) {
      compiled.generateCode();
      symbolic.generateCode();
    }
    ode = new ModelOde(compiled, new double[0]);
    lu = symbolic.numeric();
    absTol = model.solver().absTol();
    y = ode.initialState();
    slope = new double[ode.size()];
    jacobian = new double[compiled.pattern().nonZeros()];
    row = new double[ode.outputCount()];
    Recorder recorder = new Recorder(symbolic.numeric(), symbolic.pattern().nonZeros());
    advance(model, recorder);
    matrix = recorder.matrix;
    rightHandSide = recorder.rightHandSide;
    solution = rightHandSide.clone();
    lu.factorise(matrix);
  }

  /** Quantities that the file selects as outputs. */
  private static Set<Integer> outputs(Model model) {
    return new ModelIndex(model)
        .quantities().stream()
            .filter(Quantity::persistable)
            .map(Quantity::id)
            .collect(Collectors.toSet());
  }

  private void advance(Model model, LinearSolver solver) {
    double[] times = model.outputs().outputTimes();
    double end = times[times.length - 1];
    double limit =
        Arrays.stream(ode.eventTimes()).filter(time -> time > 0 && time < end).min().orElse(end);
    ode.between(0, limit);
    ode.fireEvents(0, y);
    BdfIntegrator integrator = new BdfIntegrator(ode, symbolic, solver, model.solver());
    integrator.start(0, y);
    for (int step = 0; step < STEPS && integrator.time() < limit; step++) {
      integrator.step(limit);
    }
    t = integrator.time();
    integrator.interpolate(t, y);
  }

  /** Code of the model. */
  public CompiledModel compiled() {
    return compiled;
  }

  /** Analysis of the iteration matrix. */
  public SymbolicLu symbolic() {
    return symbolic;
  }

  /** Entries of the matrix that is factorised, in the order of the analysed pattern. */
  double[] matrix() {
    return matrix;
  }

  /** What is solved for. */
  double[] rightHandSide() {
    return rightHandSide;
  }

  /** Right-hand sides at the point. */
  public double[] rhs() {
    ode.rhs(t, y, slope);
    return slope;
  }

  /** Entries of the Jacobian at the point. */
  public double[] jacobian() {
    ode.jacobian(t, y, jacobian);
    return jacobian;
  }

  /** All stored quantities at the point. */
  public double[] outputs() {
    ode.outputs(t, y, absTol, row);
    return row;
  }

  /** Factorises the iteration matrix of the last step that needed one. */
  public boolean factorise() {
    return lu.factorise(matrix);
  }

  /** Solves with the factors for the last right-hand side. */
  public double[] solve() {
    System.arraycopy(rightHandSide, 0, solution, 0, solution.length);
    lu.solve(solution);
    return solution;
  }

  /** Solves, and keeps what it was asked last. */
  private static final class Recorder implements LinearSolver {
    private final LinearSolver solver;
    private final double[] matrix;
    private final double[] rightHandSide;

    Recorder(LinearSolver solver, int nonZeros) {
      this.solver = solver;
      matrix = new double[nonZeros];
      rightHandSide = new double[solver.size()];
    }

    @Override
    public int size() {
      return solver.size();
    }

    @Override
    public boolean factorise(double[] values) {
      System.arraycopy(values, 0, matrix, 0, matrix.length);
      return solver.factorise(values);
    }

    @Override
    public void solve(double[] b) {
      System.arraycopy(b, 0, rightHandSide, 0, b.length);
      solver.solve(b);
    }
  }
}
