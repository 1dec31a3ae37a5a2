package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.UnknownPathException;
import dev.perfusion.engine.pk.Dosing;
import java.util.List;
import java.util.Map;

/** A model of the engine with values of its own. */
final class InProcessSession implements AdapterSession {
  private static final String FIELD = "parameterPath";

  private final Simulation simulation;
  private final SimulationRun values;
  private final ModelInfo info;

  InProcessSession(Simulation simulation, ModelInfo info) {
    this(simulation, simulation.newRun(), info);
  }

  private InProcessSession(Simulation simulation, SimulationRun values, ModelInfo info) {
    this.simulation = simulation;
    this.values = values;
    this.info = info;
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<QuantityInfo> quantities() {
    return simulation.quantities();
  }

  @Override
  public QuantityInfo quantity(String path) {
    try {
      return simulation.quantity(path);
    } catch (UnknownPathException e) {
      throw unknown(e);
    }
  }

  @Override
  public double value(String path) {
    try {
      return values.value(path);
    } catch (UnknownPathException e) {
      throw unknown(e);
    }
  }

  @Override
  public void set(Map<String, Double> numbers) {
    try {
      values.set(numbers);
    } catch (UnknownPathException e) {
      throw unknown(e);
    } catch (IllegalArgumentException e) {
      throw BridgeException.invalid(
          FIELD, e.getMessage(), "set a parameter or the initial value of a species");
    }
  }

  @Override
  public Map<String, Double> changes() {
    return values.changes();
  }

  @Override
  public double molecularWeight(String path) {
    try {
      return values.molecularWeight(path);
    } catch (UnknownPathException e) {
      throw unknown(e);
    }
  }

  @Override
  public Dependents dependents(String path) {
    try {
      return simulation.dependents(path);
    } catch (UnknownPathException e) {
      throw unknown(e);
    }
  }

  @Override
  public Dosing dosing(String path) {
    try {
      return values.dosing(path);
    } catch (UnknownPathException e) {
      throw unknown(e);
    }
  }

  @Override
  public SimulationRun engineRun() {
    return values.copy();
  }

  @Override
  public AdapterSession copy() {
    return new InProcessSession(simulation, values.copy(), info);
  }

  @Override
  public PreparedRun prepare() {
    SimulationRun run = values.copy();
    // A copy per attempt: a run that was stopped half way must not colour the next one.
    return control -> run.copy().execute(control);
  }

  static BridgeException unknown(UnknownPathException e) {
    return BridgeException.notFound(
        FIELD,
        e.getMessage(),
        e.closest().isEmpty()
            ? "call list_parameters for the paths there are"
            : "closest: " + String.join(", ", e.closest()));
  }
}
