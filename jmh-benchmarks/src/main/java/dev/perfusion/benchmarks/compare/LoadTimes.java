package dev.perfusion.benchmarks.compare;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long from the file to a model that can run, in a warm JVM, against the official solver's load
 * and finalise? And how long until code is generated?
 */
final class LoadTimes implements Section {
  private static final double BAR = 4;

  private static final List<String> MODELS =
      List.of(
          "12.0_Brockmoller2005_CPA",
          "AdultPopulation",
          "GrowConst",
          "InfinityTest",
          "POPsim",
          "pH_Solubility_Table",
          "pH_Solubility_Table_Zero",
          "PKSim_Input_01",
          "BCM_Platelet6Lit",
          "PKSim_Input_NewSchema_01",
          "OralTable01",
          "TableParametersViaDCI_Test01");

  @Override
  public String key() {
    return "d";
  }

  @Override
  public String title() {
    return "Loading";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    warmUp(bench);
    MarkdownTable table =
        new MarkdownTable(
            "model",
            "official ms",
            "ours ms",
            "ratio",
            "CPU ratio",
            "read ms",
            "compile ms",
            "to generated code ms");
    List<Double> ratios = new ArrayList<>();
    String slowest = "";
    double least = Double.POSITIVE_INFINITY;
    for (String model : MODELS) {
      Path file = bench.xml(model);
      Parts parts = new Parts(bench.effort().loads());
      PairedCosts.Side official =
          bench.official().map(kernel -> official(kernel, file)).orElse(null);
      PairedCosts costs =
          PairedCosts.inTurns(
              bench.effort().loads(), official, PairedCosts.repeat(1, () -> parts.load(file)));
      parts.generate();
      double ratio = costs.wall().ratio();
      bench.progress(model + " " + Figures.ratio(costs.wall()));
      ratios.add(ratio);
      if (!(ratio >= least)) {
        least = ratio;
        slowest = model;
      }
      table.row(
          model,
          Figures.msWithSpread(costs.wall().official()),
          Figures.msWithSpread(costs.wall().ours()),
          Figures.ratio(costs.wall()),
          Figures.times(costs.cpu().ratio()),
          Figures.ms(Sample.median(parts.read)),
          Figures.ms(Sample.median(parts.compile)),
          Figures.ms(Sample.median(costs.wall().ours()) + Sample.median(parts.generation)));
    }
    double mean = Sample.geometricMean(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    Bar each =
        Bar.atMost(
            "load to ready-to-run on the first tier, each",
            1 / least,
            1 / BAR,
            "<= 1/4 of the official load + finalise",
            "1/8",
            share(least) + " (" + slowest + ")");
    Bar average =
        Bar.atMost(
            "load to ready-to-run on the first tier, geometric mean",
            1 / mean,
            1 / BAR,
            "<= 1/4 of the official load + finalise",
            "1/8",
            share(mean));
    return new Findings(
        List.of(each, average),
        """
        Both sides in one warm JVM, in turns, %d rounds of one load each. Official: `LoadSimulationFromXMLFile` and `FinalizeSimulation`. Ours: `Simulation.load` (read)
        and `compile` (the first tier, which can run). To generated code: the same and `generateCode`, which normally happens in the background.

        """
                .formatted(bench.effort().loads())
            + table);
  }

  /** Freeing the model is not part of loading it. */
  private static PairedCosts.Side official(NativeSimModel.Kernel kernel, Path file) {
    return () -> {
      NativeSimModel[] loaded = new NativeSimModel[1];
      PairedCosts.Cost cost =
          PairedCosts.repeat(1, () -> loaded[0] = NativeSimModel.load(kernel, file)).measure();
      loaded[0].close();
      return cost;
    };
  }

  private static String share(double ratio) {
    return Double.isNaN(ratio) ? "-" : "1/" + Figures.plain(ratio);
  }

  private static void warmUp(Bench bench) throws IOException {
    long end = System.nanoTime() + 2 * bench.effort().warmUp().toNanos();
    do {
      for (String model : MODELS) {
        SimulationRun run = Simulation.load(bench.xml(model)).newRun();
        run.compile();
        run.generateCode();
      }
    } while (System.nanoTime() < end);
  }

  /** Times of the parts of our loads, ns. */
  private static final class Parts {
    private final double[] read;
    private final double[] compile;
    private final double[] generation;
    private final List<SimulationRun> loaded = new ArrayList<>();

    Parts(int loads) {
      read = new double[loads];
      compile = new double[loads];
      generation = new double[loads];
    }

    void load(Path file) {
      int round = loaded.size();
      long start = System.nanoTime();
      SimulationRun run = Simulation.load(file).newRun();
      long between = System.nanoTime();
      run.compile();
      compile[round] = System.nanoTime() - between;
      read[round] = between - start;
      loaded.add(run);
    }

    void generate() {
      for (int round = 0; round < generation.length; round++) {
        long start = System.nanoTime();
        loaded.get(round).generateCode();
        generation[round] = System.nanoTime() - start;
      }
    }
  }
}
