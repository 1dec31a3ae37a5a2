package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.PeerProcess;
import dev.perfusion.benchmarks.peer.ReferencePopulation;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * How many individuals of a population per second do two threads of one JVM run, against two
 * processes of the official solver?
 */
final class PopulationLoop implements Section {
  private static final String MODEL = "POPsim";
  private static final String POPULATION = MODEL + ".pop5";
  private static final int WORKERS = 2;
  private static final int OURS_PER_OFFICIAL = 20;
  private static final double BAR = 25;
  private static final double KNOWN_TO = 1e-7;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String key() {
    return "c";
  }

  @Override
  public String title() {
    return "Population loop";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    ReferencePopulation reference =
        ReferencePopulation.read(
            bench.oracle(POPULATION + ".params.tsv.gz"),
            bench.oracle(POPULATION + ".tight.csv.gz"));
    Path xml = bench.xml(MODEL);
    Simulation simulation = Simulation.load(xml);
    double error = 0;
    for (int i = 0; i < reference.parameters().size(); i++) {
      SimulationRun run = simulation.newRun();
      run.setAllQuantities(true);
      run.set(reference.parameters().get(i));
      error = Math.max(error, Comparison.of(run.execute(), reference.of(i)).error());
    }
    double officialError = officialError(bench, xml, simulation.model(), reference);
    PairedTimes times = times(bench, xml, simulation, reference);
    bench.progress(MODEL + " " + Figures.ratio(times));
    boolean accurate = !(error > Math.max(KNOWN_TO, officialError));
    double perSecond = NANOS_PER_SECOND / Sample.median(times.ours());
    MarkdownTable table =
        new MarkdownTable("", "individuals/s", "ms per individual", "error")
            .row(
                "two official processes",
                Figures.plain(NANOS_PER_SECOND / Sample.median(times.official())),
                Figures.msWithSpread(times.official()),
                Figures.error(officialError))
            .row(
                "two threads of one JVM",
                Figures.plain(perSecond),
                Figures.msWithSpread(times.ours()),
                Figures.error(error))
            .row("ratio", Figures.ratio(times), "", "");
    return new Findings(
        List.of(
            Bar.atLeast(
                "population loop on " + MODEL,
                times.ratio(),
                BAR,
                "40x",
                Figures.ratio(times) + ", " + Figures.plain(perSecond) + " runs/s"),
            new Bar(
                "population loop, error of the five reference individuals",
                "the official solver's or 1e-7",
                "",
                Figures.error(error),
                Bar.Verdict.of(accurate))),
        """
        Parameters of `POPsim.pop5.params` varied (%d of them); individuals lie between pairs of the five reference individuals. In turns, %d rounds: %d individuals by two
        official processes at the same time, %d by two threads here. A run counts with setting its values and storing its results; wall time of the whole loop, divided
        by its individuals. Error: the largest of the five reference individuals; of the official solver over
        the columns that it delivers.

        """
                .formatted(
                    reference.parameters().get(0).size(),
                    bench.effort().populationRounds(),
                    bench.effort().individuals(),
                    OURS_PER_OFFICIAL * bench.effort().individuals())
            + table);
  }

  private static double officialError(
      Bench bench, Path xml, Model model, ReferencePopulation reference) {
    if (bench.official().isEmpty()) {
      return Double.NaN;
    }
    List<String> paths = List.copyOf(reference.parameters().get(0).keySet());
    Map<Integer, String> fullPaths = new HashMap<>();
    Stream.of(model.species(), model.observers(), model.parameters())
        .flatMap(List::stream)
        .forEach(quantity -> fullPaths.put(quantity.id(), quantity.path()));
    double error = 0;
    try (NativeSimModel official = NativeSimModel.load(bench.official().get(), xml, paths)) {
      for (int i = 0; i < reference.parameters().size(); i++) {
        official.set(values(reference.parameters().get(i), paths));
        ReferenceTable results = ReferenceTable.of(official.run(), fullPaths);
        ReferenceTable expected = reference.of(i).only(Set.copyOf(results.paths()));
        error = Math.max(error, Comparison.of(results, expected).error());
      }
    }
    return error;
  }

  private static PairedTimes times(
      Bench bench, Path xml, Simulation simulation, ReferencePopulation reference)
      throws IOException {
    int theirs = bench.effort().individuals();
    int own = OURS_PER_OFFICIAL * theirs;
    List<Map<String, Double>> individuals = individuals(reference.parameters(), own);
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    Path table = Files.createTempFile("individuals", ".tsv");
    List<PeerProcess> peers = new ArrayList<>();
    try {
      warmUp(bench, simulation, individuals, threads);
      PairedCosts.Side official = null;
      if (bench.request().libraries().isPresent()) {
        write(individuals.subList(0, theirs), table);
        for (int worker = 0; worker < WORKERS; worker++) {
          peers.add(PeerProcess.start(bench.request().libraries().get(), xml, table));
        }
        official = () -> official(peers, theirs);
      }
      return PairedCosts.inTurns(
              bench.effort().populationRounds(),
              official,
              () -> ours(simulation, individuals, threads))
          .wall();
    } finally {
      peers.forEach(PeerProcess::close);
      threads.shutdownNow();
      Files.delete(table);
    }
  }

  private static void warmUp(
      Bench bench,
      Simulation simulation,
      List<Map<String, Double>> individuals,
      ExecutorService threads) {
    SimulationRun run = simulation.newRun();
    run.set(individuals.get(0));
    run.generateCode();
    long end = System.nanoTime() + bench.effort().warmUp().toNanos();
    do {
      ours(simulation, individuals, threads);
    } while (System.nanoTime() < end);
  }

  private static PairedCosts.Cost official(List<PeerProcess> peers, int individuals) {
    IntUnaryOperator first = worker -> worker * individuals / WORKERS;
    long start = System.nanoTime();
    try {
      for (int worker = 0; worker < WORKERS; worker++) {
        peers.get(worker).request(first.applyAsInt(worker), first.applyAsInt(worker + 1));
      }
      for (PeerProcess peer : peers) {
        peer.await();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PairedCosts.Cost((System.nanoTime() - start) / (double) individuals, Double.NaN);
  }

  private static PairedCosts.Cost ours(
      Simulation simulation, List<Map<String, Double>> individuals, ExecutorService threads) {
    long start = System.nanoTime();
    List<Future<?>> parts = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      int first = worker;
      parts.add(
          threads.submit(
              () -> {
                SimulationRun run = simulation.newRun();
                for (int i = first; i < individuals.size(); i += WORKERS) {
                  run.set(individuals.get(i));
                  run.execute();
                }
              }));
    }
    try {
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an individual failed", e);
    }
    return new PairedCosts.Cost(
        (System.nanoTime() - start) / (double) individuals.size(), Double.NaN);
  }

  /** Individuals between pairs of others; the others come first. */
  static List<Map<String, Double>> individuals(List<Map<String, Double>> others, int count) {
    SplittableRandom random = new SplittableRandom(1);
    List<Map<String, Double>> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i < others.size()) {
        made.add(others.get(i));
        continue;
      }
      Map<String, Double> a = others.get(random.nextInt(others.size()));
      Map<String, Double> b = others.get(random.nextInt(others.size()));
      double share = random.nextDouble();
      Map<String, Double> between = new LinkedHashMap<>();
      a.forEach((path, value) -> between.put(path, value + share * (b.get(path) - value)));
      made.add(between);
    }
    return made;
  }

  private static double[] values(Map<String, Double> individual, List<String> paths) {
    return paths.stream().mapToDouble(individual::get).toArray();
  }

  private static void write(List<Map<String, Double>> individuals, Path file) throws IOException {
    List<String> paths = List.copyOf(individuals.get(0).keySet());
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", paths));
    for (Map<String, Double> individual : individuals) {
      lines.add(String.join("\t", paths.stream().map(p -> individual.get(p).toString()).toList()));
    }
    Files.write(file, lines);
  }
}
