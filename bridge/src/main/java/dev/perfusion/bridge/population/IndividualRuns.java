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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs individuals of a model. Code is shared, the state of a run belongs to a worker.
 *
 * <p>A value that an individual does not have keeps what the model says: a number takes its place,
 * a formula stays a formula, for which code of its own is compiled. So it is for individuals that
 * age; their code belongs to a worker.
 */
final class IndividualRuns {
  /** Codes kept for individuals that do not have all values, or age. */
  private static final int KEPT = 8;

  private final SimulationRun base;
  private final List<String> varied;
  private final List<String> aged;
  private final List<String> outputs;
  private final boolean generate;
  private final double[] constants;

  /** Places among the aged quantities; negative for what cannot age. */
  private final int[] agedAt;

  private final Map<Pattern, RepeatedRun> compiled = kept();
  private final RepeatedRun whole;

  /** What code is compiled for: varied quantities that are left out, quantities that age. */
  private record Pattern(BitSet left, BitSet aged) {}

  /**
   * @param aged parameters that are functions of time for some individuals; may vary too, which
   *     then counts for the others
   * @param generate whether bytecode is worth it
   */
  IndividualRuns(
      SimulationRun base,
      List<String> varied,
      List<String> aged,
      List<String> outputs,
      boolean generate) {
    this.base = base.copy();
    this.varied = List.copyOf(varied);
    this.aged = List.copyOf(aged);
    this.outputs = List.copyOf(outputs);
    this.generate = generate;
    constants = constants(base, varied);
    agedAt = varied.stream().mapToInt(this.aged::indexOf).toArray();
    whole = compiled(new Pattern(new BitSet(), new BitSet()));
  }

  private static Map<Pattern, RepeatedRun> kept() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Pattern, RepeatedRun> eldest) {
        return size() > KEPT;
      }
    };
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

  private RepeatedRun compiled(Pattern pattern) {
    synchronized (compiled) {
      return compiled.computeIfAbsent(pattern, this::compile);
    }
  }

  private RepeatedRun compile(Pattern pattern) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < varied.size(); i++) {
      if (!pattern.left().get(i)) {
        given.add(varied.get(i));
      }
    }
    RepeatedRun run =
        base.repeated(given, pattern.aged().stream().mapToObj(aged::get).toList(), outputs);
    if (generate) {
      run.generateCode();
    }
    return run;
  }

  /** For one more thread. */
  Worker worker() {
    return new Worker();
  }

  /** The runs of one thread. */
  final class Worker {
    private final Map<Pattern, RepeatedRun> own = kept();
    private final RepeatedRun usual = whole.another();
    private final double[] values = new double[varied.size()];

    /**
     * Runs an individual.
     *
     * @param given one per varied quantity, NaN for what the model has
     * @param tables one per aged quantity, null for none
     */
    SolverStatistics execute(
        double[] given, Formula.Table[] tables, RunControl control, double[][] target, int offset) {
      BitSet ages = null;
      for (int k = 0; k < tables.length; k++) {
        if (tables[k] != null) {
          ages = ages == null ? new BitSet() : ages;
          ages.set(k);
        }
      }
      BitSet left = null;
      int count = 0;
      for (int i = 0; i < given.length; i++) {
        double value = Double.isNaN(given[i]) ? constants[i] : given[i];
        boolean table = ages != null && agedAt[i] >= 0 && ages.get(agedAt[i]);
        if (table || Double.isNaN(value)) {
          left = left == null ? new BitSet() : left;
          left.set(i);
        } else {
          values[count++] = value;
        }
      }
      RepeatedRun run = run(left, ages);
      int next = 0;
      for (Formula.Table table : tables) {
        if (table != null) {
          run.setTable(next++, table);
        }
      }
      return run.execute(values, control, target, offset);
    }

    private RepeatedRun run(BitSet left, BitSet ages) {
      if (left == null && ages == null) {
        return usual;
      }
      Pattern pattern =
          new Pattern(left == null ? new BitSet() : left, ages == null ? new BitSet() : ages);
      return own.computeIfAbsent(
          pattern, key -> ages == null ? compiled(key).another() : compile(key));
    }
  }
}
