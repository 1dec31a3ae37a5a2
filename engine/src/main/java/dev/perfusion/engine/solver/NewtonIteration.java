package dev.perfusion.engine.solver;

import dev.perfusion.engine.linear.LinearSolver;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.ode.OdeSystem;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Modified Newton iteration for the correction e of one BDF step: {@code slope + l1 e = h f(t, y +
 * e)}, with a matrix that lags behind.
 *
 * <p>When to refresh the matrix and when to stop is the strategy of VODE (Brown, Byrne and
 * Hindmarsh 1989) with the constants of CVODE (Hindmarsh et al. 2005, ACM TOMS 31, 363, section
 * 2.1): factorise when gamma has changed by more than 30 % or after 20 steps, evaluate the Jacobian
 * when it is 50 steps old or an iteration with the old one failed; at most three iterations; stop
 * when the estimated error is a tenth of the tolerance of the error test.
 */
final class NewtonIteration {
  /** How an iteration ended. */
  enum Outcome {
    CONVERGED,
    DIVERGED,
    RHS_NOT_FINITE,
    JACOBIAN_NOT_FINITE
  }

  /** What happened since the last accepted step. */
  enum Attempt {
    FIRST,
    AFTER_ERROR_TEST_FAILURE,
    AFTER_NO_CONVERGENCE
  }

  private static final int MAX_ITERATIONS = 3;
  private static final int STEPS_PER_SETUP = 20;
  private static final int STEPS_PER_JACOBIAN = 50;
  private static final double GAMMA_CHANGE = 0.3;
  private static final double GAMMA_CHANGE_BAD_JACOBIAN = 0.2;
  private static final double RATE_DECAY = 0.3;
  private static final double DIVERGENCE = 2;

  private final OdeSystem system;
  private final ErrorWeights weights;
  private final Counters counters;
  private final IterationMatrix matrix;
  private final LinearSolver solver;
  private final double[] y;
  private final double[] f;
  private final double[] delta;
  private final double[] correction;

  private boolean fresh;
  private boolean jacobianCurrent;
  private long stepOfSetup;
  private long stepOfJacobian;
  private double gammaOfSetup;
  private double rate;
  private double correctionNorm;

  NewtonIteration(
      OdeSystem system,
      SymbolicLu symbolic,
      LinearSolver solver,
      ErrorWeights weights,
      Counters counters) {
    this.system = system;
    this.solver = solver;
    this.weights = weights;
    this.counters = counters;
    matrix = new IterationMatrix(system.jacobianPattern(), symbolic);
    int n = system.size();
    y = new double[n];
    f = new double[n];
    delta = new double[n];
    correction = new double[n];
  }

  /** Forgets matrix and Jacobian: the next solve starts from new ones. */
  void restart() {
    fresh = true;
    rate = 1;
  }

  /** Forgets everything. */
  void reset() {
    Arrays.fill(f, 0);
    Arrays.fill(correction, 0);
    fresh = false;
    jacobianCurrent = false;
    stepOfSetup = 0;
    stepOfJacobian = 0;
    gammaOfSetup = 0;
    rate = 0;
    correctionNorm = 0;
  }

  /** The correction of the last converged solve; not a copy. */
  double[] correction() {
    return correction;
  }

  /** Weighted norm of {@link #correction()}. */
  double correctionNorm() {
    return correctionNorm;
  }

  /** Work array for f; holds the last right-hand side. */
  double[] rhs() {
    return f;
  }

  /**
   * Solves for the correction.
   *
   * @param t end of the step
   * @param step steps accepted since the last restart
   * @param attempt what came before
   * @param h step length
   * @param l1 leading coefficient of the formula
   * @param tolerance norm of the iteration error that is small enough
   * @param predicted predicted state
   * @param slope predicted h y'
   */
  Outcome solve(
      double t,
      long step,
      Attempt attempt,
      double h,
      double l1,
      double tolerance,
      double[] predicted,
      double[] slope) {
    double gamma = h / l1;
    double gammaRatio = fresh ? 1 : gamma / gammaOfSetup;
    boolean newMatrix =
        fresh
            || attempt != Attempt.FIRST
            || step >= stepOfSetup + STEPS_PER_SETUP
            || Math.abs(gammaRatio - 1) > GAMMA_CHANGE;
    boolean newJacobian =
        fresh
            || attempt == Attempt.AFTER_NO_CONVERGENCE
            || step > stepOfJacobian + STEPS_PER_JACOBIAN;
    jacobianCurrent = false;
    while (true) {
      evaluate(t, predicted);
      if (newMatrix) {
        Outcome outcome = setUp(t, step, gamma, newJacobian, predicted);
        if (outcome != Outcome.CONVERGED) {
          return outcome;
        }
        gammaRatio = 1;
      }
      Outcome outcome = iterate(t, gamma, gammaRatio, l1, tolerance, predicted, slope);
      if (outcome == Outcome.CONVERGED || outcome == Outcome.RHS_NOT_FINITE || jacobianCurrent) {
        return outcome;
      }
      // The old Jacobian is to blame unless the matrix was for quite another gamma.
      newMatrix = true;
      newJacobian = Math.abs(gammaRatio - 1) < GAMMA_CHANGE_BAD_JACOBIAN;
    }
  }

  private void evaluate(double t, double[] state) {
    system.rhs(t, state, f);
    counters.rhsCalls++;
  }

  private Outcome setUp(
      double t, long step, double gamma, boolean newJacobian, double[] predicted) {
    if (newJacobian) {
      matrix.evaluateJacobian(system, t, predicted);
      counters.jacobians++;
      stepOfJacobian = step;
    }
    jacobianCurrent = newJacobian;
    counters.factorisations++;
    fresh = !solver.factorise(matrix.values(gamma));
    if (fresh) {
      return matrix.nonFiniteRows(1).length > 0 ? Outcome.JACOBIAN_NOT_FINITE : Outcome.DIVERGED;
    }
    gammaOfSetup = gamma;
    stepOfSetup = step;
    rate = 1;
    return Outcome.CONVERGED;
  }

  private Outcome iterate(
      double t,
      double gamma,
      double gammaRatio,
      double l1,
      double tolerance,
      double[] predicted,
      double[] slope) {
    // Half-way between the exact factors for the stale and the present gamma.
    double damping = 2 / (1 + gammaRatio);
    double ofRhs = damping * gamma;
    double ofSlope = damping / l1;
    int n = f.length;
    double[] e = correction;
    for (int i = 0; i < n; i++) {
      e[i] = ofRhs * f[i] - ofSlope * slope[i];
    }
    solver.solve(e);
    counters.newtonIterations++;
    double size = weights.norm(e);
    correctionNorm = size;
    if (size * Math.min(1, rate) <= tolerance) {
      return Outcome.CONVERGED;
    }
    for (int iteration = 2; iteration <= MAX_ITERATIONS; iteration++) {
      if (!(size < Double.POSITIVE_INFINITY)) {
        return nonFiniteOrDiverged();
      }
      for (int i = 0; i < n; i++) {
        y[i] = predicted[i] + e[i];
      }
      evaluate(t, y);
      for (int i = 0; i < n; i++) {
        delta[i] = ofRhs * f[i] - (ofSlope * slope[i] + damping * e[i]);
      }
      solver.solve(delta);
      counters.newtonIterations++;
      double previous = size;
      size = weights.norm(delta);
      for (int i = 0; i < n; i++) {
        e[i] += delta[i];
      }
      rate = Math.max(RATE_DECAY * rate, size / previous);
      if (size * Math.min(1, rate) <= tolerance) {
        correctionNorm = weights.norm(e);
        return Outcome.CONVERGED;
      }
      if (size > DIVERGENCE * previous) {
        return Outcome.DIVERGED;
      }
    }
    return size < Double.POSITIVE_INFINITY ? Outcome.DIVERGED : nonFiniteOrDiverged();
  }

  private Outcome nonFiniteOrDiverged() {
    return nonFiniteRhs(1).length > 0 ? Outcome.RHS_NOT_FINITE : Outcome.DIVERGED;
  }

  /** States whose derivative in the last call was not finite. */
  int[] nonFiniteRhs(int limit) {
    return IntStream.range(0, f.length).filter(i -> !Double.isFinite(f[i])).limit(limit).toArray();
  }

  /** States whose derivative has a non-finite entry in the last Jacobian. */
  int[] nonFiniteJacobian(int limit) {
    return matrix.nonFiniteRows(limit);
  }
}
