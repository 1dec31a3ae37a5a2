package dev.perfusion.engine.solver;

import dev.perfusion.engine.solver.IntegrationException.Cause;
import dev.perfusion.engine.solver.NewtonIteration.Outcome;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Builds the exception for a step that cannot be taken, with the states to blame. */
final class StepFailures {
  private static final int MAX_BLAMED = 10;

  private final NewtonIteration newton;
  private final ErrorWeights weights;

  StepFailures(NewtonIteration newton, ErrorWeights weights) {
    this.newton = newton;
    this.weights = weights;
  }

  IntegrationException errorTest(double t, double h, int failures) {
    return of(
        Cause.ERROR_TEST,
        t,
        worstCorrections(),
        "error test failed " + times(failures) + ", last with step " + h);
  }

  /** Too many failed iterations, the last of which ended as given. */
  IntegrationException convergence(Outcome outcome, double t, double h, int failures) {
    if (outcome != Outcome.DIVERGED) {
      return notFinite(outcome, t);
    }
    return of(
        Cause.CONVERGENCE,
        t,
        worstCorrections(),
        "Newton iteration failed " + times(failures) + ", last with step " + h);
  }

  /** No step is left to try; the outcome is that of the last attempt. */
  IntegrationException tooSmall(Outcome outcome, double t, double h) {
    if (outcome == Outcome.RHS_NOT_FINITE || outcome == Outcome.JACOBIAN_NOT_FINITE) {
      return notFinite(outcome, t);
    }
    return of(
        Cause.STEP_TOO_SMALL, t, worstCorrections(), "step " + h + " no longer changes the time");
  }

  IntegrationException notFinite(Outcome outcome, double t) {
    boolean rhs = outcome == Outcome.RHS_NOT_FINITE;
    int[] states = rhs ? newton.nonFiniteRhs(MAX_BLAMED) : newton.nonFiniteJacobian(MAX_BLAMED);
    return of(
        Cause.NOT_FINITE, t, states, (rhs ? "right-hand side" : "Jacobian") + " is not finite");
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static IntegrationException of(Cause cause, double t, int[] states, String what) {
    return new IntegrationException(cause, t, states, what);
  }

  int[] worstCorrections() {
    double[] correction = newton.correction();
    return IntStream.range(0, correction.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(correction[i]) * weights.weight(i)))
        .limit(MAX_BLAMED)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
