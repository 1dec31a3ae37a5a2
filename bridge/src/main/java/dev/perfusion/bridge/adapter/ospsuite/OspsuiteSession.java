package dev.perfusion.bridge.adapter.ospsuite;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ForeignSession;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A model that R has loaded; our reader tells what its quantities are. */
final class OspsuiteSession extends ForeignSession {
  private static final double NANOS_PER_SECOND = 1e9;

  private final OspsuiteAdapter adapter;
  private final OspsuiteAdapter.ROf r;

  OspsuiteSession(OspsuiteAdapter adapter, OspsuiteAdapter.ROf r, AdapterSession model) {
    super(model);
    this.adapter = adapter;
    this.r = r;
  }

  @Override
  public double value(String path) {
    return adapter.value(r, values(), quantity(path).path());
  }

  /** As R names the quantities: without the simulation. */
  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    changes().forEach((path, value) -> values.put(quantity(path).path(), value));
    return values;
  }

  @Override
  public AdapterSession copy() {
    return new OspsuiteSession(adapter, r, model().copy());
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
      QuantityInfo quantity = quantity(one.path("path").stringValue());
      series.add(new Results.Series(quantity, numbers(one.path("values"))));
    }
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(text -> warnings.add(text.stringValue()));
    return new Results(
        info().name(),
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
