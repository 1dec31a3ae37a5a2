package dev.perfusion.engine.ode;

import dev.perfusion.engine.model.Species;
import java.util.List;

/** What a run integrates: the system, its outputs and its events. One instance belongs to a run. */
public interface RunSystem extends OdeSystem {
  /** The scaled initial state. */
  double[] initialState();

  /** Number of values per output time. */
  int outputCount();

  /**
   * Computes the stored values.
   *
   * @param y scaled state, left as it is
   * @param absTol states in (-absTol, 0) count as 0
   * @param row length {@link #outputCount()}
   */
  void outputs(double t, double[] y, double absTol, double[] row);

  /** Whether stored value k can change within a run. */
  boolean varies(int k);

  /** Species that may not be negative and start below zero. */
  List<Species> negativeStartValues();

  /** Species whose initial value is not a number. */
  List<Species> undefinedStartValues();

  /** Times that event conditions name, in no order; may be NaN. */
  double[] eventTimes();

  /** Times at which the integrator has to start anew, in no order. */
  double[] restartTimes();

  /** Says between which two discontinuities the integrator is. */
  void between(double start, double end);

  /**
   * Tests all events once, in order, and carries out those that hold.
   *
   * @param y scaled state, changed in place
   * @return something changed: the integrator has to start anew
   */
  boolean fireEvents(double t, double[] y);
}
