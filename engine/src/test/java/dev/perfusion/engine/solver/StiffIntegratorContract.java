package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.ode.SparsityPattern;
import dev.perfusion.engine.solver.IntegrationException.Cause;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every stiff integrator must do, on problems with known solutions. */
abstract class StiffIntegratorContract {
  /** Global error over the tolerance of one step, in problems that damp their errors. */
  private static final double DAMPED = 100;

  /** The same where errors grow with the solution or the trajectory is steep. */
  private static final double UNDAMPED = 500;

  /** Digits of the published references of the two test-set problems and of Robertson. */
  private static final double REFERENCE_DIGITS = 1e-9;

  static final double REL_TOL = 1e-7;
  static final double ABS_TOL = 1e-11;

  abstract StiffIntegrator integratorFor(OdeSystem system, SolverSettings settings);

  static SolverSettings settings(double absTol, double relTol) {
    return SolverSettings.DEFAULT.withTolerances(absTol, relTol);
  }

  static SolverSettings settings(double h0, double hMin, double hMax) {
    return new SolverSettings(ABS_TOL, REL_TOL, h0, hMin, hMax, 100_000, false);
  }

  final StiffIntegrator started(TestProblem problem, SolverSettings settings) {
    StiffIntegrator integrator = integratorFor(problem, settings);
    integrator.start(0, problem.initialState());
    return integrator;
  }

  static double[] advance(StiffIntegrator integrator, int size, double to) {
    while (integrator.time() < to) {
      integrator.step(to);
    }
    double[] y = new double[size];
    integrator.interpolate(to, y);
    return y;
  }

  /** Largest error in units of the tolerance. */
  static double error(double[] y, double[] exact, double absTol, double relTol) {
    double worst = 0;
    for (int i = 0; i < y.length; i++) {
      double allowed = relTol * Math.abs(exact[i]) + absTol;
      worst = Math.max(worst, Math.abs(y[i] - exact[i]) / allowed);
    }
    return worst;
  }

  static Stream<TestProblem> closedForm() {
    return Stream.of(
        new TestProblems.StiffLinear(),
        new TestProblems.DecayChain(),
        new TestProblems.ExponentialPair());
  }

  @ParameterizedTest
  @MethodSource("closedForm")
  void followsAClosedFormSolutionWithinEveryStep(TestProblem problem) {
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double limit = problem instanceof TestProblems.ExponentialPair ? UNDAMPED : DAMPED;
    double[] y = new double[problem.size()];
    while (integrator.time() < problem.end()) {
      double from = integrator.time();
      integrator.step(problem.end());
      double length = integrator.time() - from;
      for (int k = 0; k <= 8; k++) {
        double t = k == 8 ? integrator.time() : from + k * length / 8;
        integrator.interpolate(t, y);
        assertThat(error(y, problem.solution(t), ABS_TOL, REL_TOL))
            .as("error over tolerance at t = %s", t)
            .isLessThan(limit);
      }
    }
  }

  @Test
  void solvesRobertsonOverSixDecadesOfTime() {
    TestProblem problem = new TestProblems.Robertson();
    StiffIntegrator integrator =
        started(problem, new SolverSettings(1e-14, REL_TOL, 1e-10, 0, 1e6, 100_000, false));
    for (double t : TestProblems.Robertson.TIMES) {
      double[] y = advance(integrator, 3, t);
      assertThat(error(y, problem.solution(t), 1e-14, REL_TOL)).isLessThan(DAMPED);
      assertThat(y[0] + y[1] + y[2]).isCloseTo(1, within(1e-12));
    }
    assertThat(integrator.statistics().steps()).isLessThan(2000);
  }

  @Test
  void solvesVanDerPolThroughItsJumps() {
    TestProblem problem = new TestProblems.VanDerPol();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] y = advance(integrator, 2, problem.end());
    assertThat(error(y, problem.solution(problem.end()), REFERENCE_DIGITS, REL_TOL))
        .isLessThan(UNDAMPED);
    assertThat(integrator.statistics().steps()).isLessThan(5000);
  }

  @Test
  void solvesHires() {
    TestProblem problem = new TestProblems.Hires();
    double[] y = advance(started(problem, settings(ABS_TOL, REL_TOL)), 8, problem.end());
    assertThat(error(y, problem.solution(problem.end()), ABS_TOL, REL_TOL)).isLessThan(UNDAMPED);
  }

  @Test
  void tenfoldTighterToleranceCutsTheErrorAtLeastThreefold() {
    TestProblem problem = new TestProblems.DecayChain();
    double previous = Double.POSITIVE_INFINITY;
    for (int digits = 5; digits <= 10; digits++) {
      double error = meanError(problem, Double.parseDouble("1e-" + digits));
      assertThat(error).as("error at 1e-%d", digits).isLessThan(previous / 3);
      previous = error;
    }
  }

  /** Single tenfold steps are uneven where errors do not damp or cancel: five at once are not. */
  @ParameterizedTest
  @MethodSource("closedForm")
  void fiveDecadesOfToleranceAreWorthAtLeastThreeOfError(TestProblem problem) {
    assertThat(meanError(problem, 1e-10)).isLessThan(meanError(problem, 1e-5) / 1000);
  }

  /** Root mean square over 40 times of the largest error relative to |y| + 1e-3. */
  private double meanError(TestProblem problem, double tol) {
    StiffIntegrator integrator = started(problem, settings(tol * 1e-3, tol));
    double sum = 0;
    double[] y = new double[problem.size()];
    for (int k = 1; k <= 40; k++) {
      double t = problem.end() * k / 40;
      while (integrator.time() < t) {
        integrator.step(problem.end());
      }
      integrator.interpolate(t, y);
      double error = error(y, problem.solution(t), 1e-3, 1);
      sum += error * error;
    }
    return Math.sqrt(sum / 40);
  }

  @Test
  void restartsAtADiscontinuity() {
    TestProblem problem = new TestProblems.Infusion();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] y = advance(integrator, 1, Math.nextDown(1.0));
    assertThat(error(y, problem.solution(1), ABS_TOL, REL_TOL)).isLessThan(DAMPED);
    long stepsBefore = integrator.statistics().steps();
    integrator.start(1, y);
    assertThat(integrator.time()).isEqualTo(1);
    assertThat(integrator.statistics().restarts()).isEqualTo(1);
    assertThat(integrator.statistics().steps()).isEqualTo(stepsBefore);
    y = advance(integrator, 1, 2);
    assertThat(error(y, problem.solution(2), ABS_TOL, REL_TOL)).isLessThan(DAMPED);
  }

  @Test
  void findsItsWayThroughAHiddenDiscontinuity() {
    TestProblem problem = new TestProblems.Infusion();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] y = advance(integrator, 1, 2);
    assertThat(error(y, problem.solution(2), ABS_TOL, REL_TOL)).isLessThan(UNDAMPED);
    assertThat(integrator.statistics().errorTestFailures()).isPositive();
  }

  @Test
  void reachesEveryLimitToTheBitAndNeverPassesIt() {
    TestProblem problem = new TestProblems.DecayChain();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] limits = {
      Math.nextUp(0.0), 1e-9, 0.1, 0.1 + 0.2, Math.PI, Math.nextUp(Math.PI), 7, 29
    };
    for (double limit : limits) {
      while (integrator.time() != limit) {
        double before = integrator.time();
        integrator.step(limit);
        assertThat(integrator.time()).isGreaterThan(before).isLessThanOrEqualTo(limit);
      }
      double[] y = new double[5];
      integrator.interpolate(limit, y);
      assertThat(error(y, problem.solution(limit), ABS_TOL, REL_TOL)).isLessThan(DAMPED);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> integrator.step(29));
  }

  @Test
  void movesOnLateInTimeWhereTheFirstStepIsBelowTheResolution() {
    TestProblem problem = new TestProblems.StiffLinear();
    StiffIntegrator integrator = integratorFor(problem, settings(1e-11, 0, 60));
    integrator.start(1e6, problem.initialState());
    double[] y = advance(integrator, 2, 1e6 + 1);
    assertThat(y[0]).isCloseTo(2 * Math.exp(-1), within(1e-5));
  }

  @Test
  void interpolatesOnlyWithinTheLastStep() {
    TestProblem problem = new TestProblems.DecayChain();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] y = new double[5];
    integrator.interpolate(0, y);
    assertThat(y).containsExactly(problem.initialState());
    double before = advanceSome(integrator, problem.end());
    double after = integrator.time();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> integrator.interpolate(before - 0.01 * (after - before), y));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> integrator.interpolate(after + 0.01 * (after - before), y));
  }

  private static double advanceSome(StiffIntegrator integrator, double limit) {
    double before = 0;
    for (int k = 0; k < 30; k++) {
      before = integrator.time();
      integrator.step(limit);
    }
    return before;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3})
  void neverStepsFurtherThanTheLargestStep(double hMax) {
    StiffIntegrator integrator = started(new TestProblems.DecayChain(), settings(1e-10, 0, hMax));
    double longest = 0;
    while (integrator.time() < 30) {
      double before = integrator.time();
      integrator.step(30);
      longest = Math.max(longest, integrator.time() - before);
    }
    assertThat(longest).isBetween(0.9 * hMax, hMax + Math.ulp(30.0));
  }

  @Test
  void beginsWithTheGivenStepAndEstimatesOneIfThereIsNone() {
    TestProblem problem = new TestProblems.DecayChain();
    StiffIntegrator given = started(problem, settings(1e-9, 0, 60));
    given.step(1);
    assertThat(given.time()).isEqualTo(1e-9);
    // From rest the tolerance is 1e-7 and y'' = 1: half the step at which h^2 y'' / 2 reaches it.
    StiffIntegrator estimated =
        started(new TestProblems.Scalar((t, y) -> -y, (t, y) -> -1), settings(0, 0, 60));
    estimated.step(1);
    assertThat(estimated.time()).isCloseTo(0.5 * Math.sqrt(2 * REL_TOL), withinPercentage(1));
  }

  @Test
  void namesTheStatesOfANonFiniteRightHandSide() {
    TestProblem problem =
        new TestProblems.Scalar((t, y) -> t < 0.5 ? -y : Double.NaN, (t, y) -> -1);
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> advance(integrator, 1, 1))
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(Cause.NOT_FINITE);
              assertThat(e.states()).containsExactly(0);
              assertThat(e.time()).isLessThan(0.5).isEqualTo(integrator.time());
            });
    double[] y = new double[1];
    integrator.interpolate(integrator.time(), y);
    assertThat(y[0]).isCloseTo(Math.exp(-integrator.time()), within(1e-5));
  }

  @Test
  void failsAtOnceWhenTheStartIsNotFinite() {
    StiffIntegrator integrator =
        started(new TestProblems.Scalar((t, y) -> 1 / (y - 1), (t, y) -> 0), settings(1e-9, 1e-4));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> integrator.step(1))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Cause.NOT_FINITE));
  }

  @Test
  void reportsANonFiniteJacobian() {
    StiffIntegrator integrator =
        started(
            new TestProblems.Scalar((t, y) -> -y, (t, y) -> Double.POSITIVE_INFINITY),
            settings(ABS_TOL, REL_TOL));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> integrator.step(1))
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(Cause.NOT_FINITE);
              assertThat(e.states()).containsExactly(0);
              assertThat(e).hasMessageContaining("Jacobian");
            });
  }

  @Test
  void shortensTheStepWhenATrialStateIsOutsideTheDomain() {
    TestProblem root =
        new TestProblems.Scalar((t, y) -> -1000 * y * Math.sqrt(y), (t, y) -> -1500 * Math.sqrt(y));
    StiffIntegrator integrator = started(root, settings(0.1, 0, 60));
    double[] y = advance(integrator, 1, 1);
    // y^(-1/2) = 1 + 500 t.
    assertThat(y[0]).isCloseTo(1 / (501.0 * 501), within(DAMPED * REL_TOL / (501.0 * 501)));
    assertThat(integrator.statistics().convergenceFailures()).isPositive();
  }

  @Test
  void stopsBeforeABlowUpAndSaysWhere() {
    TestProblem blowUp = new TestProblems.Scalar((t, y) -> y * y, (t, y) -> 2 * y);
    StiffIntegrator integrator = started(blowUp, settings(ABS_TOL, REL_TOL));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> advance(integrator, 1, 2))
        .satisfies(e -> assertThat(e.time()).isCloseTo(1, within(1e-4)));
  }

  @Test
  void failsTheErrorTestAtTheSmallestStep() {
    TestProblem problem = new TestProblems.StiffLinear();
    StiffIntegrator integrator = started(problem, settings(0.1, 0.1, 1));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> advance(integrator, 2, 1))
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(Cause.ERROR_TEST);
              assertThat(e.states()).containsExactlyInAnyOrder(0, 1);
              assertThat(e.time()).isZero();
            });
  }

  @Test
  void failsWithAHopelessJacobian() {
    StiffIntegrator integrator =
        started(
            new TestProblems.Scalar((t, y) -> -1e3 * y, (t, y) -> 1e9), settings(0.01, 0.001, 1));
    assertThatExceptionOfType(IntegrationException.class)
        .isThrownBy(() -> advance(integrator, 1, 1))
        .satisfies(e -> assertThat(e.kind()).isIn(Cause.CONVERGENCE, Cause.ERROR_TEST));
  }

  @Test
  void aSystemWithoutStatesGoesStraightToTheLimit() {
    OdeSystem empty =
        new OdeSystem() {
          @Override
          public int size() {
            return 0;
          }

          @Override
          public void rhs(double t, double[] y, double[] dydt) {}

          @Override
          public SparsityPattern jacobianPattern() {
            return new SparsityPattern(0, new int[1], new int[0]);
          }

          @Override
          public void jacobian(double t, double[] y, double[] values) {}
        };
    StiffIntegrator integrator = integratorFor(empty, settings(ABS_TOL, REL_TOL));
    integrator.start(0, new double[0]);
    integrator.step(1440);
    assertThat(integrator.time()).isEqualTo(1440);
    integrator.interpolate(700, new double[0]);
  }

  @Test
  void zeroRightHandSideKeepsTheStateToTheBit() {
    TestProblem still = new TestProblems.Scalar((t, y) -> 0, (t, y) -> 0);
    StiffIntegrator integrator = started(still, settings(1e-9, 1e-4));
    assertThat(advance(integrator, 1, 1000)).containsExactly(1);
    assertThat(integrator.statistics().steps()).isLessThan(60);
  }

  @Test
  void twoRunsAgreeToTheBitOnOneThreadAndOnTwo() {
    double[] alone = trajectory();
    assertThat(trajectory()).containsExactly(alone);
    CompletableFuture<double[]> first = CompletableFuture.supplyAsync(this::trajectory);
    CompletableFuture<double[]> second = CompletableFuture.supplyAsync(this::trajectory);
    assertThat(first.join()).containsExactly(alone);
    assertThat(second.join()).containsExactly(alone);
  }

  private double[] trajectory() {
    TestProblem problem = new TestProblems.Hires();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    double[] result = new double[8 * 40 + 1];
    double[] y = new double[8];
    for (int k = 0; k < 40; k++) {
      while (integrator.time() < 8 * k) {
        integrator.step(problem.end());
      }
      integrator.interpolate(8 * k, y);
      System.arraycopy(y, 0, result, 8 * k, 8);
    }
    result[320] = integrator.statistics().rhsCalls();
    return result;
  }

  @Test
  void aUsedIntegratorStartsLikeANewOne() {
    TestProblem problem = new TestProblems.Robertson();
    StiffIntegrator used = started(problem, settings(ABS_TOL, REL_TOL));
    double[] first = advance(used, 3, 40);
    used.start(0, problem.initialState());
    assertThat(advance(used, 3, 40)).containsExactly(first);
  }

  @Test
  void aResetIntegratorIsAsGoodAsNew() {
    TestProblem problem = new TestProblems.Robertson();
    StiffIntegrator used = started(problem, settings(ABS_TOL, REL_TOL));
    double[] first = advance(used, 3, 40);
    SolverStatistics counted = used.statistics();
    advance(used, 3, 50);
    used.reset();
    assertThat(used.statistics()).isEqualTo(SolverStatistics.NONE);
    used.start(0, problem.initialState());
    assertThat(advance(used, 3, 40)).containsExactly(first);
    assertThat(used.statistics()).isEqualTo(counted);
  }

  @Test
  void allocatesNothingWhileStepping() {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    TestProblem problem = new TestProblems.VanDerPol();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    advance(integrator, 2, problem.end());
    integrator.start(0, problem.initialState());
    double[] y = new double[2];
    long steps = integrator.statistics().steps();
    long before = memory.getCurrentThreadAllocatedBytes();
    while (integrator.time() < problem.end()) {
      integrator.step(problem.end());
      integrator.interpolate(integrator.time(), y);
    }
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;
    long perStep = allocated / (integrator.statistics().steps() - steps);
    // Less than one smallest object per step.
    assertThat(perStep).isLessThan(16);
  }
}
