package dev.perfusion.bridge.adapter.ospsuite;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A model that R has loaded; our reader tells what its quantities are. */
final class OspsuiteSession implements AdapterSession {
  private static final double NANOS_PER_SECOND = 1e9;

  private final OspsuiteAdapter adapter;
  private final OspsuiteAdapter.ROf r;
  private final AdapterSession model;

  OspsuiteSession(OspsuiteAdapter adapter, OspsuiteAdapter.ROf r, AdapterSession model) {
    this.adapter = adapter;
    this.r = r;
    this.model = model;
  }

  @Override
  public ModelInfo info() {
    return model.info();
  }

  @Override
  public List<QuantityInfo> quantities() {
    return model.quantities();
  }

  @Override
  public QuantityInfo quantity(String path) {
    return model.quantity(path);
  }

  @Override
  public double value(String path) {
    return adapter.value(r, values(), model.quantity(path).path());
  }

  @Override
  public void set(Map<String, Double> values) {
    model.set(values);
  }

  @Override
  public Map<String, Double> changes() {
    return model.changes();
  }

  /** As R names the quantities: without the simulation. */
  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    model.changes().forEach((path, value) -> values.put(model.quantity(path).path(), value));
    return values;
  }

  @Override
  public double molecularWeight(String path) {
    return model.molecularWeight(path);
  }

  @Override
  public Dependents dependents(String path) {
    return model.dependents(path);
  }

  @Override
  public Dosing dosing(String path) {
    return model.dosing(path);
  }

  /** Individuals would be run by our engine under the name of another one. */
  @Override
  public SimulationRun engineRun() {
    throw new BridgeException(
        ErrorCode.ENVIRONMENT_MISSING,
        "populations are run by our own engine: ADAPTER_BACKEND=inprocess");
  }

  @Override
  public AdapterSession copy() {
    return new OspsuiteSession(adapter, r, model.copy());
  }

  @Override
  public PreparedRun prepare() {
    Map<String, Double> values = values();
    return control -> run(values, control);
  }

  private Results run(Map<String, Double> values, RunControl control) {
    boolean[] stopped = {false};
    RunControl noted =
        (time, end) -> {
          stopped[0] |= !control.proceed(time, end);
          return !stopped[0];
        };
    JsonNode answer;
    try {
      answer = adapter.run(r, values, noted);
    } catch (BridgeException e) {
      if (stopped[0]) {
        throw new SimulationStoppedException(0);
      }
      throw e;
    }
    double[] times = numbers(answer.path("times"));
    List<Results.Series> series = new ArrayList<>();
    for (JsonNode one : answer.path("series")) {
      QuantityInfo quantity = model.quantity(one.path("path").stringValue());
      series.add(new Results.Series(quantity, numbers(one.path("values"))));
    }
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(text -> warnings.add(text.stringValue()));
    return new Results(
        model.info().name(),
        times,
        List.copyOf(series),
        SolverStatistics.NONE,
        List.copyOf(warnings),
        (long) (answer.path("seconds").doubleValue() * NANOS_PER_SECOND));
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = OspsuiteAdapter.number(array.get(i));
    }
    return numbers;
  }
}
