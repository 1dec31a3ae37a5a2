package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import org.junit.jupiter.api.Test;

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

  private static double[] run(BdfIntegrator integrator, TestProblem problem) {
    integrator.start(0, problem.initialState());
    return advance(integrator, problem.size(), problem.end());
  }

  @Test
  void refusesTheAnalysisOfAnotherSystem() {
    SymbolicLu chain =
        SymbolicLu.ofIterationMatrix(new TestProblems.DecayChain().jacobianPattern());
    SymbolicLu diagonal =
        SymbolicLu.ofIterationMatrix(
            new dev.perfusion.engine.ode.SparsityPattern(2, new int[] {0, 0, 0}, new int[0]));
    TestProblem problem = new TestProblems.StiffLinear();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, chain, SolverSettings.DEFAULT))
        .withMessageContaining("5 states");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BdfIntegrator(problem, diagonal, SolverSettings.DEFAULT))
        .withMessageContaining("(0, 1)");
  }

  @Test
  void refusesTolerancesThatAreNotPositive() {
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
