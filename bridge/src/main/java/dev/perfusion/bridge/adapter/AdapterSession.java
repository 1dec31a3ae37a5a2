package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.QuantityInfo;
import java.util.List;

/** A loaded model with values of its own. Not thread-safe; {@link PreparedRun} is independent. */
public interface AdapterSession {
  /** What is known of the model. */
  ModelInfo info();

  /** All quantities in document order. */
  List<QuantityInfo> quantities();

  /**
   * Looks a quantity up, with or without the simulation name in front.
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   */
  QuantityInfo quantity(String path);

  /**
   * Value at time 0, base unit.
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   */
  double value(String path);

  /**
   * Fixes a parameter or an initial value, base unit.
   *
   * @throws BridgeException {@code NotFound} with the closest paths; {@code InvalidInput} for a
   *     quantity that cannot be set
   */
  void set(String path, double value);

  /** A run with the values of now; later changes do not reach it. */
  PreparedRun prepare();
}
