package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import dev.perfusion.engine.ode.SparsityPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BdfIntegratorTest extends StiffIntegratorContract {
  @Override
  StiffIntegrator integratorFor(OdeSystem system, SolverSettings settings) {
    return new BdfIntegrator(system, settings);
  }

  @Test
  void oneAnalysisServesManyRuns() {
    TestProblem problem = new TestProblems.Hires();
    SymbolicLu shared = SymbolicLu.ofIterationMatrix(problem.jacobianPattern());
    double[] own = run(new BdfIntegrator(problem, settings(1e-9, 1e-6)), problem);
    assertThat(run(new BdfIntegrator(problem, shared, settings(1e-9, 1e-6)), problem))
        .containsExactly(own);
    assertThat(run(new BdfIntegrator(problem, shared, settings(1e-9, 1e-6)), problem))
        .containsExactly(own);
  }

  @Test
  void countsItsWork() {
    TestProblem problem = new TestProblems.Hires();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    advance(integrator, 8, problem.end());
    SolverStatistics s = integrator.statistics();
    assertThat(s.newtonIterations()).isBetween(s.steps(), 2 * s.steps());
    assertThat(s.rhsCalls()).isBetween(s.newtonIterations(), s.newtonIterations() + s.steps() / 4);
    assertThat(s.jacobians()).isPositive().isLessThan(s.factorisations());
    assertThat(s.factorisations()).isLessThan(s.steps());
    assertThat(s.restarts()).isZero();
  }

  private static double[] run(BdfIntegrator integrator, TestProblem problem) {
    integrator.start(0, problem.initialState());
    return advance(integrator, problem.size(), problem.end());
  }

  /**
   * Counts of CVODE 6.4.1 (BDF, Newton, dense, analytic Jacobian) at relTol as given, absTol a
   * thousandth of it, first step 1e-10, largest step 60, interpolated at the end. Linear problems
   * agree almost to the step; in nonlinear ones rounding decides whether single steps pass.
   */
  @ParameterizedTest
  @CsvSource({
    "StiffLinear,     1e-5,  197,  249,  4,  43, 0.02",
    "StiffLinear,     1e-7,  366,  410,  6,  45, 0.02",
    "StiffLinear,     1e-9,  664,  733, 11,  72, 0.02",
    "DecayChain,      1e-5,  183,  217,  4,  31, 0.02",
    "DecayChain,      1e-7,  364,  394,  7,  37, 0.02",
    "DecayChain,      1e-10, 1069, 1116, 18, 81, 0.02",
    "ExponentialPair, 1e-5,   76,   87,  2,  18, 0.02",
    "ExponentialPair, 1e-8,  208,  226,  4,  23, 0.02",
    "Hires,           1e-6,  482,  737, 11,  82, 0.15",
    "Hires,           1e-9, 1173, 1594, 20, 168, 0.15",
    "VanDerPol,       1e-7, 2137, 3043, 40, 369, 0.15",
  })
  void worksAsHardAsCvode(
      String name, double tol, long steps, long rhs, long jacobians, long setups, double margin) {
    TestProblem problem =
        switch (name) {
          case "StiffLinear" -> new TestProblems.StiffLinear();
          case "DecayChain" -> new TestProblems.DecayChain();
          case "ExponentialPair" -> new TestProblems.ExponentialPair();
          case "Hires" -> new TestProblems.Hires();
          default -> new TestProblems.VanDerPol();
        };
    BdfIntegrator integrator = new BdfIntegrator(problem, settings(tol * 1e-3, tol));
    integrator.start(0, problem.initialState());
    while (integrator.time() < problem.end()) {
      integrator.step(1e9);
    }
    SolverStatistics s = integrator.statistics();
    assertThat((double) s.steps()).isCloseTo(steps, within(margin * steps));
    assertThat((double) s.rhsCalls()).isCloseTo(rhs, within(margin * rhs));
    assertThat((double) s.jacobians()).isCloseTo(jacobians, within(1 + margin * jacobians));
    assertThat((double) s.factorisations()).isCloseTo(setups, within(1 + 2 * margin * setups));
  }

  @Test
  void refusesTheAnalysisOfAnotherSystem() {
    SymbolicLu chain =
        SymbolicLu.ofIterationMatrix(new TestProblems.DecayChain().jacobianPattern());
    SymbolicLu diagonal =
        SymbolicLu.ofIterationMatrix(new SparsityPattern(2, new int[] {0, 0, 0}, new int[0]));
    TestProblem problem = new TestProblems.StiffLinear();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, chain, SolverSettings.DEFAULT))
        .withMessageContaining("5 states");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, diagonal, SolverSettings.DEFAULT))
        .withMessageContaining("(0, 1)");
  }

  @Test
  void refusesTolerancesWithoutMeaning() {
    TestProblem problem = new TestProblems.StiffLinear();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, settings(0, 1e-4)))
        .withMessageContaining("absTol");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, settings(1e-9, Double.NaN)))
        .withMessageContaining("relTol");
  }

  @Test
  void doesNotStepBeforeItIsStarted() {
    BdfIntegrator integrator =
        new BdfIntegrator(new TestProblems.StiffLinear(), SolverSettings.DEFAULT);
    assertThatIllegalArgumentException().isThrownBy(() -> integrator.step(1));
  }
}
