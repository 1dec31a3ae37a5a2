package dev.perfusion.verification;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.ModelCompiler;
import dev.perfusion.engine.ode.ModelIndex;
import dev.perfusion.engine.ode.ModelOde;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjDoubleConsumer;

/** Walks along a run and shows the system, events included, at evenly spread points. */
final class Trajectory {
  private final CompiledModel compiled;
  private final ModelOde ode;
  private final Results results;
  private final double[][] columns;

  Trajectory(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    results = run.execute();
    compiled = ModelCompiler.compile(new ModelIndex(simulation.model()), List.of(), Set.of());
    ode = new ModelOde(compiled, new double[0]);
    Map<String, double[]> byPath = new HashMap<>();
    results.series().forEach(s -> byPath.put(s.quantity().fullPath(), s.values()));
    List<Species> states = compiled.states();
    columns = states.stream().map(s -> byPath.get(s.path())).toArray(double[][]::new);
  }

  CompiledModel compiled() {
    return compiled;
  }

  ModelOde ode() {
    return ode;
  }

  /** Calls the action with scaled state and time at so many output times, or at all. */
  void visit(int points, ObjDoubleConsumer<double[]> action) {
    double[] times = results.times();
    TreeSet<Double> stops = new TreeSet<>();
    Arrays.stream(times).forEach(stops::add);
    Arrays.stream(ode.eventTimes())
        .filter(t -> t >= 0 && t <= times[times.length - 1])
        .forEach(stops::add);
    TreeSet<Double> chosen = new TreeSet<>();
    int count = Math.min(points, times.length);
    for (int k = 0; k < count; k++) {
      chosen.add(times[(int) Math.round((double) k * (times.length - 1) / (count - 1))]);
    }
    int row = 0;
    for (double t : stops) {
      while (row + 1 < times.length && times[row + 1] <= t) {
        row++;
      }
      double[] y = new double[columns.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = columns[i][row] / compiled.states().get(i).scaleFactor();
      }
      if (chosen.contains(t)) {
        action.accept(y.clone(), t);
      }
      ode.fireEvents(t, y);
    }
  }
}
