package dev.perfusion.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.OdeSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosenbrockIntegratorTest extends StiffIntegratorContract {
  @Override
  StiffIntegrator integratorFor(OdeSystem system, SolverSettings settings) {
    SymbolicLu symbolic = SymbolicLu.ofIterationMatrix(system.jacobianPattern());
    return new RosenbrockIntegrator(system, symbolic, symbolic.numeric(), settings);
  }

  @Test
  void countsItsWork() {
    TestProblem problem = new TestProblems.Hires();
    StiffIntegrator integrator = started(problem, settings(ABS_TOL, REL_TOL));
    advance(integrator, 8, problem.end());
    SolverStatistics s = integrator.statistics();
    long attempts = s.steps() + s.errorTestFailures() + s.convergenceFailures();
    assertThat(s.jacobians()).isEqualTo(s.steps());
    assertThat(s.factorisations()).isEqualTo(attempts);
    assertThat(s.newtonIterations()).isEqualTo(8 * attempts);
    // the derivative by time once per step, the first stage once per step
    assertThat(s.rhsCalls()).isEqualTo(7 * attempts + 2 * s.steps());
    assertThat(s.restarts()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"false, 5", "true, 4"})
  void convergesWithItsOrder(boolean within, double order) {
    double coarse = errorOfOneStep(0.2, within);
    double fine = errorOfOneStep(0.1, within);
    // the error of one step has one order more
    assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(order + 0.6, order + 1.6);
  }

  /** Error of a first step of the given length for y' = -y^2 + cos t + sin^2 t, y = sin t. */
  private double errorOfOneStep(double h, boolean within) {
    TestProblem problem =
        new TestProblems.Scalar(
            (t, y) -> -y * y + Math.cos(t) + Math.sin(t) * Math.sin(t), (t, y) -> -2 * y);
    StiffIntegrator integrator =
        integratorFor(problem, new SolverSettings(1e9, 0, h, 0, h, 1000, false));
    integrator.start(0.3, new double[] {Math.sin(0.3)});
    integrator.step(10);
    double t = within ? integrator.time() - 0.6 * h : integrator.time();
    double[] y = new double[1];
    integrator.interpolate(t, y);
    return Math.abs(y[0] - Math.sin(t));
  }

  @Test
  void worksLessThanAMultistepMethodWhereTheSolutionIsSmooth() {
    TestProblem problem = new TestProblems.StiffLinear();
    StiffIntegrator rosenbrock = started(problem, settings(1e-12, 1e-9));
    double[] y = advance(rosenbrock, 2, problem.end());
    StiffIntegrator bdf = new BdfIntegrator(problem, settings(1e-12, 1e-9));
    bdf.start(0, problem.initialState());
    double[] other = advance(bdf, 2, problem.end());
    double[] exact = problem.solution(problem.end());
    assertThat(rosenbrock.statistics().steps()).isLessThan(bdf.statistics().steps() / 3);
    assertThat(error(y, exact, 1e-12, 1e-9)).isLessThan(error(other, exact, 1e-12, 1e-9));
  }
}
