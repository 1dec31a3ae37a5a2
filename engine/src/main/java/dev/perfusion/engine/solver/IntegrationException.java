package dev.perfusion.engine.solver;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The integrator cannot go on. */
public final class IntegrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a step could not be taken. */
  public enum Cause {
    /** Error test failed too often or with the smallest step. */
    ERROR_TEST,
    /** Newton iteration did not converge with the smallest step. */
    CONVERGENCE,
    /** Right-hand side or Jacobian is not finite. */
    NOT_FINITE,
    /** Step so small that t + h = t. */
    STEP_TOO_SMALL
  }

  private final String reason;
  private final Cause kind;
  private final double time;
  private final int[] states;

  /**
   * @param time where the last good step ended
   * @param states indices of the states with the largest error or the non-finite derivative, worst
   *     first; at most 10
   * @param reason what happened, without time and states
   */
  public IntegrationException(Cause kind, double time, int[] states, String reason) {
    super(
        reason
            + " after t = "
            + time
            + "; states "
            + IntStream.of(states).mapToObj(Integer::toString).collect(Collectors.joining(", ")));
    this.reason = reason;
    this.kind = kind;
    this.time = time;
    this.states = states.clone();
  }

  /** What happened, without time and states. */
  public String reason() {
    return reason;
  }

  /** Why. */
  public Cause kind() {
    return kind;
  }

  /** Where the last good step ended (min). */
  public double time() {
    return time;
  }

  /** State indices to blame, worst first. */
  public int[] states() {
    return states.clone();
  }
}
