package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.pk.Dosing;
import java.util.List;
import java.util.Map;

/**
 * A model with values of its own. Not thread-safe; {@link PreparedRun} is independent. Needs no
 * closing. Every method may fail with {@code InteropError} or {@code Timeout} where the engine is
 * in another process.
 */
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
   * Fixes parameters or initial values, all or, when one is refused, none.
   *
   * @param values path to value, base unit
   * @throws BridgeException {@code NotFound} with the closest paths; {@code InvalidInput} for a
   *     quantity that cannot be set
   */
  void set(Map<String, Double> values);

  /** What {@link #set} has changed: full path to value, base unit. */
  Map<String, Double> changes();

  /**
   * Converts values of a quantity between its base unit and others.
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   */
  default UnitConverter converter(String path) {
    QuantityInfo quantity = quantity(path);
    return UnitConverter.of(
        quantity.unit(), quantity.dimension(), () -> molecularWeight(quantity.fullPath()));
  }

  /**
   * Molecular weight of the molecule that a quantity belongs to (kg/µmol).
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   * @throws dev.perfusion.engine.model.UnitException the model does not give it
   */
  double molecularWeight(String path);

  /**
   * Quantities whose value at time 0 or whose course needs that of another one.
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   */
  Dependents dependents(String path);

  /**
   * What is given of the molecule that an output belongs to.
   *
   * @throws BridgeException {@code NotFound} with the closest paths
   */
  Dosing dosing(String path);

  /**
   * The values of now as a run of our engine in this JVM.
   *
   * @throws BridgeException {@code EnvironmentMissing}: the adapter has another engine, or has it
   *     elsewhere
   */
  default SimulationRun engineRun() {
    throw new BridgeException(
        ErrorCode.ENVIRONMENT_MISSING, "this adapter has no engine of ours in this JVM");
  }

  /** An independent session with the same values. */
  AdapterSession copy();

  /** A run with the values of now; later changes do not reach it. */
  PreparedRun prepare();
}
