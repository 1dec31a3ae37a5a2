package dev.perfusion.bridge.population;

import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.RepeatedRun;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs individuals of a model. Code is shared, the state of a run belongs to a worker.
 *
 * <p>A value that an individual does not have keeps what the model says: a number takes its place,
 * a formula stays a formula, for which code of its own is compiled.
 */
final class IndividualRuns {
  private final SimulationRun base;
  private final List<String> varied;
  private final List<String> outputs;
  private final boolean generate;
  private final double[] constants;
  private final Map<BitSet, RepeatedRun> compiled = new ConcurrentHashMap<>();
  private final RepeatedRun whole;

  /**
   * @param generate whether bytecode is worth it
   */
  IndividualRuns(SimulationRun base, List<String> varied, List<String> outputs, boolean generate) {
    this.base = base.copy();
    this.varied = List.copyOf(varied);
    this.outputs = List.copyOf(outputs);
    this.generate = generate;
    constants = constants(base, varied);
    whole = compiled(new BitSet());
  }

  /** Numbers of the model; NaN where it has a formula. */
  private static double[] constants(SimulationRun base, List<String> varied) {
    Simulation simulation = base.simulation();
    Map<String, Double> changes = base.changes();
    Map<String, Formula> formulas = new HashMap<>();
    for (Parameter parameter : simulation.model().parameters()) {
      formulas.put(parameter.path(), parameter.formula());
    }
    double[] found = new double[varied.size()];
    for (int i = 0; i < found.length; i++) {
      String path = simulation.quantity(varied.get(i)).fullPath();
      double own = formulas.get(path) instanceof Formula.Constant c ? c.value() : Double.NaN;
      found[i] = changes.getOrDefault(path, own);
    }
    return found;
  }

  /** What is stored. */
  List<QuantityInfo> outputs() {
    return whole.outputs();
  }

  double[] times() {
    return whole.times();
  }

  private RepeatedRun compiled(BitSet left) {
    return compiled.computeIfAbsent(
        left,
        key -> {
          List<String> given = new ArrayList<>();
          for (int i = 0; i < varied.size(); i++) {
            if (!key.get(i)) {
              given.add(varied.get(i));
            }
          }
          RepeatedRun run = base.repeated(given, outputs);
          if (generate) {
            run.generateCode();
          }
          return run;
        });
  }

  /** For one more thread. */
  Worker worker() {
    return new Worker();
  }

  /** The runs of one thread. */
  final class Worker {
    private final Map<BitSet, RepeatedRun> own = new HashMap<>();
    private final RepeatedRun usual = whole.another();
    private final double[] values = new double[varied.size()];

    /**
     * Runs an individual.
     *
     * @param given one per varied quantity, NaN for what the model has
     */
    SolverStatistics execute(double[] given, RunControl control, double[][] target, int offset) {
      BitSet left = null;
      int count = 0;
      for (int i = 0; i < given.length; i++) {
        double value = Double.isNaN(given[i]) ? constants[i] : given[i];
        if (Double.isNaN(value)) {
          left = left == null ? new BitSet() : left;
          left.set(i);
        } else {
          values[count++] = value;
        }
      }
      RepeatedRun run =
          left == null ? usual : own.computeIfAbsent(left, key -> compiled(key).another());
      return run.execute(values, control, target, offset);
    }
  }
}
