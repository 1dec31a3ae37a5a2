package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.solver.Method;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.IOException;
import java.util.List;

/** Which family of integrators is faster, and which more accurate? */
final class Methods implements Section {
  private static final List<String> MODELS =
      List.of(
          "POPsim",
          "AdultPopulation",
          "12.0_Brockmoller2005_CPA",
          "GrowConst",
          "InfinityTest",
          "PKSim_Input_01",
          "BCM_Platelet6Lit",
          "pH_Solubility_Table",
          "OralTable01",
          "PKSim_Input_NewSchema_01",
          "TableParametersViaDCI_Test01");

  private static final int RUNS = 10;

  @Override
  public String key() {
    return "i";
  }

  @Override
  public String title() {
    return "BDF against Rosenbrock";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    MarkdownTable table =
        new MarkdownTable(
            "model",
            "BDF ms",
            "Rosenbrock ms",
            "BDF / Rosenbrock, CPU",
            "BDF error",
            "Rosenbrock error",
            "official error",
            "BDF steps",
            "Rosenbrock steps",
            "of these failed");
    for (String model : MODELS) {
      ReferenceTable tight = bench.reference(model + ".tight");
      SimulationRun bdf = Simulation.load(bench.xml(model)).newRun();
      SimulationRun rosenbrock = bdf.copy();
      rosenbrock.setMethod(Method.ROSENBROCK);
      SingleRuns.warmUp(bdf, bench.effort());
      SingleRuns.warmUp(rosenbrock, bench.effort());
      PairedCosts costs =
          PairedCosts.inTurns(
              bench.effort().rounds(),
              PairedCosts.repeat(RUNS, bdf::execute),
              PairedCosts.repeat(RUNS, rosenbrock::execute));
      SolverStatistics steps = rosenbrock.execute().statistics();
      table.row(
          model,
          Figures.msWithSpread(costs.wall().official()),
          Figures.msWithSpread(costs.wall().ours()),
          Figures.times(costs.cpu().ratio()),
          Figures.error(error(bdf, tight)),
          Figures.error(error(rosenbrock, tight)),
          Figures.error(Comparison.of(bench.reference(model + ".default"), tight).error()),
          bdf.execute().statistics().steps(),
          steps.steps(),
          steps.errorTestFailures());
      bench.progress(model + " " + Figures.times(costs.cpu().ratio()));
    }
    return new Findings(
        List.of(),
        """
        The two families of `engine.solver` in turns in one JVM, %d rounds of %d runs; second tier, warm. Errors as in section a, at the model's own tolerances.

        """
                .formatted(bench.effort().rounds(), RUNS)
            + table);
  }

  private static double error(SimulationRun run, ReferenceTable tight) {
    SimulationRun all = run.copy();
    all.setAllQuantities(true);
    Results results = all.execute();
    return Comparison.of(results, tight).error();
  }
}
