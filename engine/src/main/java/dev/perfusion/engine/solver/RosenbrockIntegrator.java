package dev.perfusion.engine.solver;

import dev.perfusion.engine.linear.LinearSolver;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.solver.IntegrationException.Cause;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rosenbrock method of order 5 with eight stages, L-stable, with an embedded solution of order 4
 * and dense output of order 4: no iteration, one matrix per attempt, full order from the first
 * step.
 *
 * <p>Method and coefficients: Rodas5P, Steinebach 2023 (BIT Numerical Mathematics 63, 27), in the
 * transformed form without products by the Jacobian (Hairer and Wanner 1996, Solving Ordinary
 * Differential Equations II, section IV.7, whose step control with the predictive factor of
 * Gustafsson 1994 is used too). The derivative of f by t is a difference quotient; a system that
 * says it is autonomous is spared it.
 *
 * <p>The local error of a step is at most the tolerance in the root-mean-square norm with weights
 * {@code relTol max(|y before|, |y after|) + absTol}. {@link #start} and {@link #step} allocate
 * nothing; only a matrix that needs pivoting and an exception do.
 */
public final class RosenbrockIntegrator implements StiffIntegrator {
  private static final int STAGES = 8;
  private static final double GAMMA = 0.21193756319429014;

  private static final double A21 = 3.0;
  private static final double A31 = 2.849394379747939;
  private static final double A32 = 0.45842242204463923;
  private static final double A41 = -6.954028509809101;
  private static final double A42 = 2.489845061869568;
  private static final double A43 = -10.358996098473584;
  private static final double A51 = 2.8029986275628964;
  private static final double A52 = 0.5072464736228206;
  private static final double A53 = -0.3988312541770524;
  private static final double A54 = -0.04721187230404641;
  private static final double A61 = -7.502846399306121;
  private static final double A62 = 2.561846144803919;
  private static final double A63 = -11.627539656261098;
  private static final double A64 = -0.18268767659942256;
  private static final double A65 = 0.030198172008377946;

  private static final double C21 = -14.155112264123755;
  private static final double C31 = -17.97296035885952;
  private static final double C32 = -2.859693295451294;
  private static final double C41 = 147.12150275711716;
  private static final double C42 = -1.41221402718213;
  private static final double C43 = 71.68940251302358;
  private static final double C51 = 165.43517024871676;
  private static final double C52 = -0.4592823456491126;
  private static final double C53 = 42.90938336958603;
  private static final double C54 = -5.961986721573306;
  private static final double C61 = 24.854864614690072;
  private static final double C62 = -3.0009227002832186;
  private static final double C63 = 47.4931110020768;
  private static final double C64 = 5.5814197821558125;
  private static final double C65 = -0.6610691825249471;
  private static final double C71 = 30.91273214028599;
  private static final double C72 = -3.1208243349937974;
  private static final double C73 = 77.79954646070892;
  private static final double C74 = 34.28646028294783;
  private static final double C75 = -19.097331116725623;
  private static final double C76 = -28.087943162872662;
  private static final double C81 = 37.80277123390563;
  private static final double C82 = -3.2571969029072276;
  private static final double C83 = 112.26918849496327;
  private static final double C84 = 66.9347231244047;
  private static final double C85 = -40.06618937091002;
  private static final double C86 = -54.66780262877968;
  private static final double C87 = -9.48861652309627;

  /** Times of the stages, in steps. */
  private static final double[] NODE = {
    0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1
  };

  /** Shares of the derivative by time. */
  private static final double[] BY_TIME = {
    GAMMA, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0, 0, 0
  };

  /** Dense output: combinations of the stages. */
  private static final double[][] DENSE = {
    {
      25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204,
      0.524948541321073, 1.1241088310450404, 0.4272876194431874, -0.17202221070155493
    },
    {
      -9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796,
      20.176138334709044, 15.98066361424651, -6.789040303419874, -6.710236069923372
    },
    {
      11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643,
      -52.072871366152654, -59.78993625266729, -0.15582684282751913, 4.883087185713722
    }
  };

  private static final int ROOT = 5;
  private static final double SAFETY = 0.9;
  private static final double MAX_GROWTH = 6;
  private static final double MIN_SHRINK = 0.2;
  private static final double SHRINK_AFTER_FAILURE = 0.25;
  private static final double SMALLEST_ERROR = 1e-10;
  private static final double LEAST_ERROR_REMEMBERED = 1e-2;
  private static final int MAX_ERROR_FAILURES = 20;
  private static final int MAX_STAGE_FAILURES = 10;
  private static final double AT_MINIMUM = 1.000001;
  private static final double STRETCH = 1e-3;
  private static final double RESOLUTION = 16;
  private static final int MAX_BLAMED = 10;

  /** Distance of the two times of the difference quotient, in steps. */
  private static final double TIME_DIFFERENCE = 1e-5;

  private final OdeSystem system;
  private final int n;
  private final double h0;
  private final double hMin;
  private final double hMax;
  private final Counters counters = new Counters();
  private final ErrorWeights weights;
  private final IterationMatrix matrix;
  private final LinearSolver solver;
  private final InitialStep initialStep;

  private final double[][] k;
  private final double[][] dense;
  private final double[] before;
  private final double[] after;
  private final double[] f0;
  private final double[] f;
  private final double[] byTime;
  private final double[] stage;

  private boolean started;
  private boolean first;
  private boolean denseReady;
  private double t;
  private double lastStep;
  private double nextStep;
  private double acceptedError;
  private double acceptedStep;

  /**
   * @param symbolic analysis of the iteration matrix
   * @param solver takes values in the order of {@code symbolic.pattern()}
   */
  public RosenbrockIntegrator(
      OdeSystem system, SymbolicLu symbolic, LinearSolver solver, SolverSettings settings) {
    this.system = system;
    n = system.size();
    h0 = settings.h0();
    hMin = Math.max(0, settings.hMin());
    hMax = settings.hMax() > 0 ? settings.hMax() : Double.POSITIVE_INFINITY;
    weights = new ErrorWeights(n, settings.absTol(), settings.relTol());
    matrix = new IterationMatrix(system.jacobianPattern(), symbolic);
    this.solver = solver;
    initialStep = new InitialStep(system, weights, counters);
    k = new double[STAGES][n];
    dense = new double[DENSE.length][n];
    before = new double[n];
    after = new double[n];
    f0 = new double[n];
    f = new double[n];
    byTime = new double[n];
    stage = new double[n];
  }

  @Override
  public void start(double t0, double[] y0) {
    t = t0;
    lastStep = 0;
    started = true;
    first = true;
    System.arraycopy(y0, 0, after, 0, n);
    counters.starts++;
  }

  // Everything else is written before it is read.
  @Override
  public void reset() {
    started = false;
    t = 0;
    lastStep = 0;
    counters.reset();
  }

  @Override
  public double time() {
    return t;
  }

  @Override
  public int[] limitingStates() {
    double[] error = k[STAGES - 1];
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(error[i]) * weights.weight(i)))
        .limit(MAX_BLAMED)
        .mapToInt(Integer::intValue)
        .toArray();
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
    if (lastStep == 0 || time >= t) {
      System.arraycopy(after, 0, y, 0, n);
      return;
    }
    if (!denseReady) {
      for (int j = 0; j < DENSE.length; j++) {
        combineAll(DENSE[j], dense[j]);
      }
      denseReady = true;
    }
    double s = Math.max(0, (time - (t - lastStep)) / lastStep);
    double r = 1 - s;
    double[] y0 = before;
    double[] y1 = after;
    double[] d1 = dense[0];
    double[] d2 = dense[1];
    double[] d3 = dense[2];
    for (int i = 0; i < n; i++) {
      y[i] = r * y0[i] + s * (y1[i] + r * (d1[i] + s * (d2[i] + s * d3[i])));
    }
  }

  private void combineAll(double[] c, double[] out) {
    double[] k1 = k[0];
    double[] k2 = k[1];
    double[] k3 = k[2];
    double[] k4 = k[3];
    double[] k5 = k[4];
    double[] k6 = k[5];
    double[] k7 = k[6];
    double[] k8 = k[7];
    double c1 = c[0];
    double c2 = c[1];
    double c3 = c[2];
    double c4 = c[3];
    double c5 = c[4];
    double c6 = c[5];
    double c7 = c[6];
    double c8 = c[7];
    for (int i = 0; i < n; i++) {
      out[i] =
          c1 * k1[i]
              + c2 * k2[i]
              + (c3 * k3[i] + c4 * k4[i])
              + (c5 * k5[i] + c6 * k6[i] + (c7 * k7[i] + c8 * k8[i]));
    }
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
    weights.update(after);
    system.rhs(t, after, f0);
    counters.rhsCalls++;
    if (!finite(f0)) {
      throw notFinite(f0, "right-hand side");
    }
    if (first) {
      double h = h0 > 0 ? h0 : initialStep.estimate(t, tLimit, after, f0);
      nextStep = Math.min(Math.max(Math.max(h, hMin), RESOLUTION * Math.ulp(t)), hMax);
    }
    System.arraycopy(after, 0, before, 0, n);
    matrix.evaluateJacobian(system, t, before);
    counters.jacobians++;
    attempt(tLimit);
  }

  private void attempt(double tLimit) {
    double h = nextStep;
    boolean last = reaches(tLimit, h);
    if (last) {
      h = tLimit - t;
    }
    boolean timeKnown = system.autonomous();
    boolean autonomous = timeKnown;
    int errorFailures = 0;
    int stageFailures = 0;
    denseReady = false;
    while (true) {
      double tNew = last ? tLimit : t + h;
      if (!(tNew > t)) {
        if (stageFailures > 0) {
          throw stagesFailed(h, stageFailures);
        }
        restore();
        throw of(Cause.STEP_TOO_SMALL, "step " + h + " no longer changes the time");
      }
      if (!timeKnown) {
        derivativeByTime(h);
        timeKnown = true;
      }
      counters.factorisations++;
      if (!solver.factorise(matrix.values(GAMMA * h)) || !stages(h, autonomous)) {
        counters.convergenceFailures++;
        if (++stageFailures == MAX_STAGE_FAILURES || h <= hMin * AT_MINIMUM) {
          throw stagesFailed(h, stageFailures);
        }
        h = Math.max(SHRINK_AFTER_FAILURE * h, hMin);
        last = false;
        continue;
      }
      double error = weights.norm(k[STAGES - 1], before, after);
      if (error <= 1) {
        accept(tNew, h, error, errorFailures + stageFailures > 0);
        return;
      }
      counters.errorTestFailures++;
      if (++errorFailures == MAX_ERROR_FAILURES || h <= hMin * AT_MINIMUM) {
        restore();
        throw of(
            Cause.ERROR_TEST,
            "error test failed " + times(errorFailures) + ", last with step " + h);
      }
      h = Math.max(Math.max(MIN_SHRINK, SAFETY / IntegerRoot.of(error, ROOT)) * h, hMin);
      last = false;
    }
  }

  private void restore() {
    System.arraycopy(before, 0, after, 0, n);
  }

  private void accept(double tNew, double h, double error, boolean afterFailure) {
    double size = Math.max(error, SMALLEST_ERROR);
    double growth = SAFETY / IntegerRoot.of(size, ROOT);
    if (!first) {
      // two errors tell where they are going
      double predicted =
          SAFETY * h / acceptedStep / IntegerRoot.of(size * size / acceptedError, ROOT);
      growth = Math.min(growth, predicted);
    }
    growth = Math.max(MIN_SHRINK, Math.min(MAX_GROWTH, growth));
    if (afterFailure) {
      growth = Math.min(1, growth);
    }
    acceptedStep = h;
    acceptedError = Math.max(size, LEAST_ERROR_REMEMBERED);
    boolean cut = h < nextStep && !afterFailure;
    nextStep = Math.max(Math.min(cut ? Math.max(growth * h, nextStep) : growth * h, hMax), hMin);
    first = false;
    lastStep = tNew - t;
    t = tNew;
    counters.steps++;
  }

  private boolean reaches(double tLimit, double h) {
    double left = tLimit - t;
    return h >= left || h + STRETCH * h >= left && left <= hMax;
  }

  private void derivativeByTime(double h) {
    double dt = Math.max(TIME_DIFFERENCE * h, RESOLUTION * Math.ulp(t));
    double later = t + dt;
    system.rhs(later, before, byTime);
    counters.rhsCalls++;
    double distance = later - t;
    for (int i = 0; i < n; i++) {
      byTime[i] = (byTime[i] - f0[i]) / distance;
    }
  }

  /** Computes all stages and the new state; false when a right-hand side is not finite. */
  private boolean stages(double h, boolean autonomous) {
    double[] k1 = k[0];
    double[] k2 = k[1];
    double[] k3 = k[2];
    double[] k4 = k[3];
    double[] k5 = k[4];
    double[] k6 = k[5];
    double[] k7 = k[6];
    double[] k8 = k[7];
    double[] y0 = before;
    double[] y = stage;
    double gh = GAMMA * h;
    for (int i = 0; i < n; i++) {
      k1[i] = gh * f0[i];
    }
    finish(0, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] = y0[i] + A21 * k1[i];
    }
    evaluate(1, h, y);
    for (int i = 0; i < n; i++) {
      k2[i] = gh * f[i] + GAMMA * (C21 * k1[i]);
    }
    finish(1, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] = y0[i] + (A31 * k1[i] + A32 * k2[i]);
    }
    evaluate(2, h, y);
    for (int i = 0; i < n; i++) {
      k3[i] = gh * f[i] + GAMMA * (C31 * k1[i] + C32 * k2[i]);
    }
    finish(2, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] = y0[i] + (A41 * k1[i] + A42 * k2[i] + A43 * k3[i]);
    }
    evaluate(3, h, y);
    for (int i = 0; i < n; i++) {
      k4[i] = gh * f[i] + GAMMA * (C41 * k1[i] + C42 * k2[i] + C43 * k3[i]);
    }
    finish(3, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] = y0[i] + (A51 * k1[i] + A52 * k2[i] + (A53 * k3[i] + A54 * k4[i]));
    }
    evaluate(4, h, y);
    for (int i = 0; i < n; i++) {
      k5[i] = gh * f[i] + GAMMA * (C51 * k1[i] + C52 * k2[i] + (C53 * k3[i] + C54 * k4[i]));
    }
    finish(4, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] = y0[i] + (A61 * k1[i] + A62 * k2[i] + (A63 * k3[i] + A64 * k4[i] + A65 * k5[i]));
    }
    evaluate(5, h, y);
    for (int i = 0; i < n; i++) {
      k6[i] =
          gh * f[i]
              + GAMMA * (C61 * k1[i] + C62 * k2[i] + (C63 * k3[i] + C64 * k4[i] + C65 * k5[i]));
    }
    finish(5, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] += k6[i];
    }
    evaluate(6, h, y);
    for (int i = 0; i < n; i++) {
      k7[i] =
          gh * f[i]
              + GAMMA
                  * (C71 * k1[i]
                      + C72 * k2[i]
                      + C73 * k3[i]
                      + (C74 * k4[i] + C75 * k5[i] + C76 * k6[i]));
    }
    finish(6, h, autonomous);
    for (int i = 0; i < n; i++) {
      y[i] += k7[i];
    }
    evaluate(7, h, y);
    for (int i = 0; i < n; i++) {
      k8[i] =
          gh * f[i]
              + GAMMA
                  * (C81 * k1[i]
                      + C82 * k2[i]
                      + C83 * k3[i]
                      + C84 * k4[i]
                      + (C85 * k5[i] + C86 * k6[i] + C87 * k7[i]));
    }
    finish(7, h, autonomous);
    double[] y1 = after;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      y1[i] = y[i] + k8[i];
    }
    for (int i = 0; i < n; i++) {
      sum += y1[i];
    }
    return !Double.isNaN(sum - sum);
  }

  private void evaluate(int number, double h, double[] y) {
    system.rhs(t + NODE[number] * h, y, f);
    counters.rhsCalls++;
  }

  /** Adds the derivative by time and solves. */
  private void finish(int number, double h, boolean autonomous) {
    double[] target = k[number];
    if (!autonomous && BY_TIME[number] != 0) {
      double c = GAMMA * BY_TIME[number] * h * h;
      for (int i = 0; i < n; i++) {
        target[i] += c * byTime[i];
      }
    }
    solver.solve(target);
    counters.newtonIterations++;
  }

  private static boolean finite(double[] v) {
    double sum = 0;
    for (double value : v) {
      sum += value - value;
    }
    return sum == 0;
  }

  private IntegrationException stagesFailed(double h, int failures) {
    restore();
    int[] rows = matrix.nonFiniteRows(MAX_BLAMED);
    if (rows.length > 0) {
      return new IntegrationException(Cause.NOT_FINITE, t, rows, "Jacobian is not finite");
    }
    if (!finite(f)) {
      return notFinite(f, "right-hand side");
    }
    return of(Cause.CONVERGENCE, "stages failed " + times(failures) + ", last with step " + h);
  }

  private IntegrationException notFinite(double[] values, String what) {
    int[] states =
        IntStream.range(0, n).filter(i -> !Double.isFinite(values[i])).limit(MAX_BLAMED).toArray();
    return new IntegrationException(Cause.NOT_FINITE, t, states, what + " is not finite");
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private IntegrationException of(Cause cause, String what) {
    return new IntegrationException(cause, t, limitingStates(), what);
  }
}
