package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.compare.Bar.Verdict;
import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many times faster is a warm run than the official solver's, at the model's own tolerances,
 * and how large is the error of both?
 */
final class SingleRuns implements Section {
  private static final double KNOWN_TO = 1e-7;
  private static final int MOST_RUNS_PER_ROUND = 50;
  private static final int RUNS_WITHOUT_PEER = 10;
  private static final int LEAST_WARM_RUNS = 5;

  private final String key;
  private final String title;
  private final List<Group> groups;

  /**
   * Models with a common bar.
   *
   * @param each least ratio of each model
   * @param mean least geometric mean; NaN for none
   */
  private record Group(String what, List<String> models, double each, double mean, String aim) {}

  /** What was found for a model. */
  private record Row(
      String model,
      PairedCosts costs,
      SolverStatistics statistics,
      double error,
      double officialError) {
    PairedTimes times() {
      return costs.wall();
    }

    boolean accurate() {
      return error <= Math.max(KNOWN_TO, officialError);
    }
  }

  private SingleRuns(String key, String title, List<Group> groups) {
    this.key = key;
    this.title = title;
    this.groups = groups;
  }

  /** Whole-body models, and two small ones for which less is asked. */
  static SingleRuns wholeBody() {
    return new SingleRuns(
        "a",
        "Single runs",
        List.of(
            new Group(
                "warm single run",
                List.of(
                    "12.0_Brockmoller2005_CPA",
                    "AdultPopulation",
                    "GrowConst",
                    "InfinityTest",
                    "POPsim",
                    "pH_Solubility_Table",
                    "pH_Solubility_Table_Zero"),
                20,
                40,
                "60x"),
            new Group(
                "warm single run, small models",
                List.of("PKSim_Input_01", "BCM_Platelet6Lit"),
                8,
                Double.NaN,
                "")));
  }

  /** Models with many restarts or tables. */
  static SingleRuns restartHeavy() {
    return new SingleRuns(
        "b",
        "Single runs of restart- and table-heavy models",
        List.of(
            new Group(
                "warm single run, restart- and table-heavy",
                List.of("PKSim_Input_NewSchema_01", "OralTable01", "TableParametersViaDCI_Test01"),
                20,
                Double.NaN,
                "40x")));
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    List<Bar> bars = new ArrayList<>();
    MarkdownTable table =
        new MarkdownTable(
            "model",
            "official ms",
            "ours ms",
            "ratio",
            "CPU ratio",
            "our error",
            "official error",
            "steps",
            "rhs",
            "Jacobians",
            "LU",
            "Newton",
            "restarts");
    for (Group group : groups) {
      List<Row> rows = new ArrayList<>();
      for (String model : group.models()) {
        Row row = measure(bench, model);
        rows.add(row);
        bench.progress(model + " " + Figures.ratio(row.times()));
        SolverStatistics s = row.statistics();
        table.row(
            model,
            Figures.msWithSpread(row.times().official()),
            Figures.msWithSpread(row.times().ours()),
            Figures.ratio(row.times()),
            Figures.times(row.costs().cpu().ratio()),
            Figures.error(row.error()) + (row.accurate() ? "" : " **above**"),
            Figures.error(row.officialError()),
            s.steps(),
            s.rhsCalls(),
            s.jacobians(),
            s.factorisations(),
            s.newtonIterations(),
            s.restarts());
      }
      bars.addAll(bars(group, rows));
    }
    return new Findings(bars, text(bench) + table);
  }

  private static String text(Bench bench) {
    return """
        Both sides in one JVM, in turns, %d rounds; a round is one run of the official solver and several of ours (their mean counts), who begins alternates.
        Times: median (middle half). Ratio: of the medians, with its 95 %% confidence interval. CPU ratio: of the CPU times of the running thread, which other work on the
        machine disturbs less. The official time is `RunSimulation` alone, ours is `execute()`, which stores the results; second tier, warm. Error: column-relative
        against the official solver's tight run, at the model's own tolerances, all columns of the reference; it may not be above the official solver's own, or 1e-7.

        """
        .formatted(bench.effort().rounds());
  }

  private static List<Bar> bars(Group group, List<Row> rows) {
    List<Bar> bars = new ArrayList<>();
    double[] ratios = rows.stream().mapToDouble(row -> row.times().ratio()).toArray();
    double least = Double.POSITIVE_INFINITY;
    String slowest = "";
    for (Row row : rows) {
      double ratio = row.times().ratio();
      if (!(ratio >= least)) {
        least = ratio;
        slowest = row.model();
      }
    }
    bars.add(
        Bar.atLeast(
            group.what() + ", each",
            least,
            group.each(),
            group.aim(),
            Figures.times(least) + " (" + slowest + ")"));
    if (!Double.isNaN(group.mean())) {
      double mean = Sample.geometricMean(ratios);
      bars.add(
          Bar.atLeast(
              group.what() + ", geometric mean",
              mean,
              group.mean(),
              group.aim(),
              Figures.times(mean)));
    }
    List<String> inaccurate = rows.stream().filter(row -> !row.accurate()).map(Row::model).toList();
    bars.add(
        new Bar(
            group.what() + ", error",
            "the official solver's or 1e-7",
            "",
            inaccurate.isEmpty() ? "all below" : "above: " + String.join(", ", inaccurate),
            Verdict.of(inaccurate.isEmpty())));
    return bars;
  }

  private static Row measure(Bench bench, String model) throws IOException {
    SimulationRun run = Simulation.load(bench.xml(model)).newRun();
    ReferenceTable tight = bench.reference(model + ".tight");
    SimulationRun all = run.copy();
    all.setAllQuantities(true);
    double error = Comparison.of(all.execute(), tight).error();
    double officialError = Comparison.of(bench.reference(model + ".default"), tight).error();
    SolverStatistics statistics = run.execute().statistics();
    double warm = warmUp(run, bench.effort());
    return new Row(model, costs(bench, model, run, warm), statistics, error, officialError);
  }

  private static PairedCosts costs(Bench bench, String model, SimulationRun run, double warm)
      throws IOException {
    int rounds = bench.effort().rounds();
    if (bench.official().isEmpty()) {
      return PairedCosts.inTurns(rounds, null, PairedCosts.repeat(RUNS_WITHOUT_PEER, run::execute));
    }
    try (NativeSimModel official = NativeSimModel.load(bench.official().get(), bench.xml(model))) {
      official.execute();
      PairedCosts.Side theirs = PairedCosts.repeat(1, official::execute);
      int runs = (int) Math.max(1, Math.min(MOST_RUNS_PER_ROUND, theirs.measure().wall() / warm));
      return PairedCosts.inTurns(rounds, theirs, PairedCosts.repeat(runs, run::execute));
    }
  }

  /** Generates code and runs until it is compiled; returns nanoseconds per run at the end. */
  static double warmUp(SimulationRun run, Effort effort) {
    run.generateCode();
    long end = System.nanoTime() + effort.warmUp().toNanos();
    PairedCosts.Side once = PairedCosts.repeat(1, run::execute);
    double last = 0;
    for (int i = 0; i < LEAST_WARM_RUNS || System.nanoTime() < end; i++) {
      last = once.measure().wall();
    }
    return last;
  }
}
