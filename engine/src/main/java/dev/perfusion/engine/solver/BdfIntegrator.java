package dev.perfusion.engine.solver;

import dev.perfusion.engine.linear.LinearSolver;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.solver.NewtonIteration.Attempt;
import dev.perfusion.engine.solver.NewtonIteration.Outcome;
import java.util.Arrays;

/**
 * Backward differentiation formulas of order 1 to 5 with variable step, fixed leading coefficient,
 * the history as a Nordsieck array, and modified Newton iteration with a sparse direct solver.
 *
 * <p>Formulas: Byrne and Hindmarsh 1975 (ACM TOMS 1, 71), Jackson and Sacks-Davis 1980 (ACM TOMS 6,
 * 295). Strategy and constants: VODE (Brown, Byrne and Hindmarsh 1989, SIAM J. Sci. Stat. Comput.
 * 10, 1038) and CVODE (Cohen and Hindmarsh 1996, Computers in Physics 10, 138; Hindmarsh et al.
 * 2005, ACM TOMS 31, 363), so that step counts and errors can be compared with those solvers.
 *
 * <p>The local error of a step is at most the tolerance in the root-mean-square norm with weights
 * {@code relTol |y| + absTol}. {@link #start} and {@link #step} allocate nothing; only a matrix
 * that needs pivoting and an exception do.
 */
public final class BdfIntegrator implements StiffIntegrator {
  static final int MAX_ORDER = 5;

  private static final int MAX_CONVERGENCE_FAILURES = 10;
  private static final double SHRINK_AFTER_NO_CONVERGENCE = 0.25;
  private static final double NEWTON_ACCURACY = 0.1;
  private static final double AT_MINIMUM = 1.000001;

  /** A remainder below this part of a step is not left over before a stop. */
  private static final double STRETCH = 1e-3;

  private static final double RESOLUTION = 16;

  private final OdeSystem system;
  private final int n;
  private final double h0;
  private final double hMin;
  private final double hMax;
  private final Counters counters = new Counters();
  private final ErrorWeights weights;
  private final NordsieckHistory history;
  private final BdfCoefficients coefficients = new BdfCoefficients();
  private final NewtonIteration newton;
  private final StepControl control;
  private final InitialStep initialStep;
  private final StepFailures failures;
  private final double[] predicted;
  private final double[] slope;

  private boolean started;
  private double t;
  private double lastStep;
  private long stepsSinceStart;

  /** Analyses the system's Jacobian pattern for this run only. */
  public BdfIntegrator(OdeSystem system, SolverSettings settings) {
    this(system, SymbolicLu.ofIterationMatrix(system.jacobianPattern()), settings);
  }

  /**
   * Shares an analysis with other runs.
   *
   * @param symbolic made by {@link SymbolicLu#ofIterationMatrix} from the pattern of the Jacobian
   * @throws IllegalArgumentException when the analysis does not cover the pattern or a setting is
   *     out of range
   */
  public BdfIntegrator(OdeSystem system, SymbolicLu symbolic, SolverSettings settings) {
    this(system, symbolic, symbolic.numeric(), settings);
  }

  /**
   * Uses the given linear solver, for instance compiled code.
   *
   * @param solver takes values in the order of {@code symbolic.pattern()}
   * @throws IllegalArgumentException as above
   */
  public BdfIntegrator(
      OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings) {
    if (!(settings.absTol() > 0 && settings.absTol() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "absTol must be positive and finite, not " + settings.absTol());
    }
    if (!(settings.relTol() >= 0 && settings.relTol() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "relTol must be zero or positive and finite, not " + settings.relTol());
    }
    this.system = system;
    n = system.size();
    h0 = settings.h0();
    hMin = Math.max(0, settings.hMin());
    hMax = settings.hMax() > 0 ? settings.hMax() : Double.POSITIVE_INFINITY;
    weights = new ErrorWeights(n, settings.absTol(), settings.relTol());
    history = new NordsieckHistory(n);
    newton = new NewtonIteration(system, symbolic, solver, weights, counters);
    control = new StepControl(n, hMin, hMax);
    initialStep = new InitialStep(system, weights, counters);
    failures = new StepFailures(newton, weights);
    predicted = new double[n];
    slope = new double[n];
  }

  @Override
  public void reset() {
    started = false;
    t = 0;
    lastStep = 0;
    stepsSinceStart = 0;
    counters.reset();
    history.reset();
    coefficients.reset();
    newton.reset();
    control.reset();
    Arrays.fill(predicted, 0);
    Arrays.fill(slope, 0);
  }

  @Override
  public void start(double t0, double[] y0) {
    t = t0;
    lastStep = 0;
    stepsSinceStart = 0;
    started = true;
    history.setState(y0);
    counters.starts++;
  }

  @Override
  public double time() {
    return t;
  }

  @Override
  public int[] limitingStates() {
    return failures.worstCorrections();
  }

  @Override
  public SolverStatistics statistics() {
    return counters.snapshot();
  }

  @Override
  public void interpolate(double time, double[] y) {
    double slack = 4 * Math.max(Math.ulp(t), Math.ulp(t - lastStep));
    if (!(time <= t + slack && time >= t - lastStep - slack)) {
      throw new IllegalArgumentException(
          "t = " + time + " is outside the last step, " + (t - lastStep) + " to " + t);
    }
    history.interpolate(Math.min(0, time - t), y);
  }

  @Override
  public void step(double tLimit) {
    if (!started || !(tLimit > t)) {
      throw new IllegalArgumentException(
          started ? "limit " + tLimit + " is not after t = " + t : "start before the first step");
    }
    if (n == 0) {
      lastStep = tLimit - t;
      t = tLimit;
      counters.steps++;
      return;
    }
    weights.update(history.state());
    if (stepsSinceStart == 0) {
      begin(tLimit);
    } else {
      changeOrder();
    }
    attempt(tLimit);
  }

  /** First step after a start: slope and step length. */
  private void begin(double tLimit) {
    double[] f = newton.rhs();
    system.rhs(t, history.state(), f);
    counters.rhsCalls++;
    if (newton.nonFiniteRhs(1).length > 0) {
      throw failures.notFinite(Outcome.RHS_NOT_FINITE, t);
    }
    double h = h0 > 0 ? h0 : initialStep.estimate(t, tLimit, history.state(), f);
    // Late in a long run h0 can be below the resolution of time; it must still move.
    h = Math.min(Math.max(Math.max(h, hMin), RESOLUTION * Math.ulp(t)), hMax);
    history.setSlope(f, Math.min(h, tLimit - t));
    newton.restart();
    control.restart(h);
  }

  private void changeOrder() {
    if (control.nextOrder() > history.order()) {
      history.raiseOrder(newton.correction());
      control.orderChanged(history.order());
    } else if (control.nextOrder() < history.order()) {
      history.lowerOrder();
      control.orderChanged(history.order());
    }
  }

  private void attempt(double tLimit) {
    double h = control.nextStep();
    boolean last = reaches(tLimit, h);
    if (last) {
      h = tLimit - t;
    }
    Attempt attempt = Attempt.FIRST;
    Outcome outcome = Outcome.CONVERGED;
    int errorFailures = 0;
    int convergenceFailures = 0;
    while (true) {
      double tNew = last ? tLimit : t + h;
      if (!(tNew > t)) {
        throw failures.tooSmall(outcome, t, h);
      }
      history.predict(h, predicted, slope);
      coefficients.compute(history.order(), h, history.past, control.orderChangeNear());
      outcome =
          newton.solve(
              tNew,
              stepsSinceStart,
              attempt,
              h,
              coefficients.l[1],
              NEWTON_ACCURACY / coefficients.error,
              predicted,
              slope);
      if (outcome == Outcome.CONVERGED) {
        double error = newton.correctionNorm() * coefficients.error;
        if (error <= 1) {
          accept(tNew, h, error);
          return;
        }
        counters.errorTestFailures++;
        errorFailures++;
        if (errorFailures == StepControl.MAX_ERROR_FAILURES || h <= hMin * AT_MINIMUM) {
          throw failures.errorTest(t, h, errorFailures);
        }
        attempt = Attempt.AFTER_ERROR_TEST_FAILURE;
        h = afterErrorFailure(h, error, errorFailures);
      } else {
        counters.convergenceFailures++;
        convergenceFailures++;
        if (convergenceFailures == MAX_CONVERGENCE_FAILURES || h <= hMin * AT_MINIMUM) {
          throw failures.convergence(outcome, t, h, convergenceFailures);
        }
        attempt = Attempt.AFTER_NO_CONVERGENCE;
        h = Math.max(SHRINK_AFTER_NO_CONVERGENCE * h, hMin);
      }
      control.forbidGrowth();
      last = false;
    }
  }

  private boolean reaches(double tLimit, double h) {
    double left = tLimit - t;
    return h >= left || h + STRETCH * h >= left && left <= hMax;
  }

  private double afterErrorFailure(double h, double error, int errorFailures) {
    if (errorFailures <= StepControl.ERROR_FAILURES_BEFORE_LOWER_ORDER) {
      return control.afterErrorFailure(h, history.order(), error, errorFailures);
    }
    double shorter = control.afterOrderDrop(h);
    if (history.order() > 1) {
      history.lowerOrder();
      control.orderChanged(history.order());
    } else {
      system.rhs(t, history.state(), newton.rhs());
      counters.rhsCalls++;
      history.setSlope(newton.rhs(), shorter);
      control.historyReset();
    }
    return shorter;
  }

  private void accept(double tNew, double h, double error) {
    history.accept(h, predicted, slope, coefficients.l, newton.correction());
    lastStep = tNew - t;
    t = tNew;
    stepsSinceStart++;
    counters.steps++;
    control.accepted(h, error, coefficients, history, newton.correction(), weights);
  }
}
