package dev.perfusion.engine.ode;

/**
 * {@code dy/dt = f(t, y)} with a sparse analytic Jacobian. One instance belongs to one run and is
 * not thread-safe.
 */
public interface OdeSystem {
  /** Number of states. */
  int size();

  /** Writes f(t, y) into {@code dydt}; entries may come out non-finite. */
  void rhs(double t, double[] y, double[] dydt);

  /** Pattern of df/dy; fixed for the life of the system. */
  SparsityPattern jacobianPattern();

  /** Writes the entries of df/dy at (t, y) in the order of {@link #jacobianPattern()}. */
  void jacobian(double t, double[] y, double[] values);

  /** Whether f does not depend on t. */
  default boolean autonomous() {
    return false;
  }
}
